import type { components } from '../../../clients/typescript/src/index.ts';

export type Approval = components['schemas']['Approval'];
export type Decision = components['schemas']['DecisionRequest']['decision'];

/** Whether the person proposed it, who then can't approve it. The service decides; this only says so in advance. */
export function isOwn(
  { proposedBy }: Pick<Approval, 'proposedBy'>,
  caller: Pick<components['schemas']['Caller'], 'issuer' | 'subject'> | undefined,
) {
  return caller !== undefined && proposedBy === `${caller.issuer}:${caller.subject}`;
}

/** The command that decides the same. */
export function commandOf({ id }: Pick<Approval, 'id'>, decision: Decision): string {
  return `npx portunus ${decision} ${id}`;
}
