import { shellWord } from '../../kit/shell-word.ts';

/** A connector as the guide looks at it. */
export interface FoundConnector {
  readonly id: string;
  readonly lastUsedAt?: string;
  readonly verified?: boolean;
}

/** What is there already. */
export interface Found {
  readonly account?: { readonly id: string; readonly awsAccountId: string };
  /** The issuers of jobs. Those of people do not let a CI in. */
  readonly issuers: readonly string[];
  readonly connectors: readonly FoundConnector[];
  /** Whether anybody counts usage. Without that, nothing but the audit knows of a login. */
  readonly counted: boolean;
}

/** The steps from nothing to a first login, in order. */
export const STEPS = ['signIn', 'account', 'issuer', 'connector', 'iam', 'verify', 'login'] as const;
export type StepId = (typeof STEPS)[number];

export type StepStatus = 'done' | 'next' | 'later';

/** The connector that the guide goes on with: the one that was chosen, or else the one that has come furthest. */
export function guidedConnector({ connectors }: Found, chosen?: string): FoundConnector | undefined {
  return (
    connectors.find(({ id }) => id === chosen) ??
    connectors.find(({ lastUsedAt }) => lastUsedAt !== undefined) ??
    connectors.find(({ verified }) => verified === true) ??
    connectors[0]
  );
}

/** What is done, and what comes next. A step that a later one has proved is done, whoever did it. */
export function stepsOf(found: Found, chosen?: string): Readonly<Record<StepId, StepStatus>> {
  const connector = guidedConnector(found, chosen);
  const used = connector?.lastUsedAt !== undefined;
  const works = used || connector?.verified === true;
  const done: Readonly<Record<StepId, boolean>> = {
    signIn: true,
    account: found.account !== undefined,
    // People alone may use what there is. Then no CI has to be trusted.
    issuer: found.issuers.length > 0 || connector !== undefined,
    connector: connector !== undefined,
    iam: works,
    verify: works,
    login: used,
  };
  const next = STEPS.find((step) => !done[step]);
  const statusOf = (step: StepId): StepStatus => (done[step] ? 'done' : step === next ? 'next' : 'later');
  return Object.fromEntries(STEPS.map((step) => [step, statusOf(step)])) as Record<StepId, StepStatus>;
}

/** The command that does what a step asks for. */
export function commandOf(step: StepId | undefined, connector: string, ci: string): string {
  if (step === 'iam') return `npx portunus iam ${shellWord(connector)} --as aws-cli`;
  if (step === 'verify') return `npx portunus verify ${shellWord(connector)}`;
  if (step === 'login') return `npx portunus ecr login ${shellWord(connector)}`;
  if (step === undefined) return 'npx portunus connectors --state';
  return `npx portunus init --ci ${ci} --dir portunus`;
}
