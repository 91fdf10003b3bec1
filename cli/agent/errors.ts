import { PortunusError } from '../../shared/domain/errors.ts';
import { CommandError, type Failed } from '../command.ts';

interface Meaning {
  readonly names: RegExp;
  readonly words: (action: string, roleArn: string | undefined) => string;
  readonly failed?: Failed;
}

const MEANINGS: readonly Meaning[] = [
  {
    names: /^AccessDenied/,
    words: (action, roleArn) =>
      roleArn === undefined
        ? `this machine's role may not do ${action}: allow it in the role's policy, on the resource "*"`
        : `this machine's role may not assume ${roleArn}: allow it sts:AssumeRole on that role, name it in that role's trust policy, and give --external-id if the trust policy wants one`,
  },
  {
    names: /^(?:Throttl|RequestLimitExceeded|TooManyRequests)/,
    words: (action) => `AWS throttles ${action}: try again in a minute`,
    failed: 'unavailable',
  },
  {
    names: /^InvalidParameter/,
    words: () => 'ECR knows no such registry, or none in this region: check --registry-ids and --region',
  },
];

/** Explains what AWS refused to the agent's own role. Other errors stay as they are. */
export function agentError(error: unknown, action: string, roleArn?: string): unknown {
  const cause = error instanceof PortunusError ? error.cause : error;
  const name = cause instanceof Error ? cause.name : '';
  const meaning = MEANINGS.find(({ names }) => names.test(name));
  return meaning === undefined ? error : new CommandError([meaning.words(action, roleArn)], meaning.failed);
}
