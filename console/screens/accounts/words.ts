import type { components } from '../../../clients/typescript/src/index.ts';
import { shellWord } from '../../kit/shell-word.ts';
import { texts } from '../../texts/index.ts';

export type AccountKeys = components['schemas']['AccountKeys'];
export type RotatedKeys = components['schemas']['RotatedKeys'];

const t = texts.accounts;

/** A key that is older should be rotated. */
const OLD_DAYS = 90;

/** How old a key is in whole days, and whether that is too old. */
export function ageOf(ageDays: number | undefined): { readonly text: string; readonly isOld: boolean } {
  if (ageDays === undefined) return { text: t.ageUnknown, isOld: false };
  const days = Math.floor(ageDays);
  const isOld = ageDays > OLD_DAYS;
  return { text: isOld ? t.ageOld(days, OLD_DAYS) : t.age(days), isOld };
}

/** What a key of the user is to the account. */
export function stageWords({ stage }: AccountKeys['keys'][number]): string {
  return t.stages[stage ?? 'none'];
}

/** The steps that a rotation took, each in a sentence. */
export function doneWords({ done, next }: Pick<RotatedKeys, 'done' | 'next'>): readonly string[] {
  const steps = done.map(({ step, accessKeyId }) => t.rotate.did[step](accessKeyId));
  if (next === undefined) return [...steps, t.rotate.complete];
  return steps.length === 0 ? [t.rotate.didNothing] : steps;
}

/** What the definition needs, so that a key which was put is used. */
export function credentialsYaml(secretArn: string): string {
  return `credentials:\n  source: iam-user\n  secretArn: ${secretArn}`;
}

/** The command that shows the keys of an account, or takes one. */
export function keyCommand(id: string, command: 'keys' | 'put-key'): string {
  return `npx portunus accounts ${command} ${shellWord(id)}`;
}

/** The command that rotates the same. */
export function rotateCommand(id: string, atOnce: boolean): string {
  return `npx portunus accounts rotate-key ${shellWord(id)}${atOnce ? ' --at-once' : ''}`;
}

/** Ends what a leaked key has made. It is asked for each connector of the account. */
export const REVOKE_COMMAND = 'npx portunus revoke --connector CONNECTOR --before now';
