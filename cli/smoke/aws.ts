import type { Send } from './answer.ts';

export interface Deployment {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
}

/** What a check needs of AWS, with the operator's own credentials. Each call ends by itself. */
export interface SmokeAws {
  readonly deployment: Deployment;
  /** Sends requests to the service that are signed (SigV4). */
  readonly sendSigned: Send;
  /** Makes the roles and repositories of `deploy/smoke.template.json`. Returns the stack's outputs. */
  readonly makeStack: (name: string, parameters: Readonly<Record<string, string>>) => Promise<Outputs>;
  /** Deletes the stack with all that is in it, if it is there. */
  readonly removeStack: (name: string) => Promise<void>;
  /** Tries to assume a role with the operator's own credentials. */
  readonly mayAssume: (roleArn: string, externalId: string) => Promise<boolean>;
  /** Returns the fingerprints in a request's audit record, or `undefined` if there is no record. */
  readonly findAudit: (requestId: string, time: Date) => Promise<readonly string[] | undefined>;
  /** Returns how many logins and sessions of the stage the metrics have counted since then. */
  readonly countIssued: (stage: string, since: Date) => Promise<number>;
  readonly readStored: (destination: Stored) => Promise<string | undefined>;
  readonly removeStored: (destination: Stored) => Promise<void>;
}

export type Outputs = Readonly<Record<string, string | undefined>>;

/** A secret in Secrets Manager, or a parameter in Parameter Store. */
export interface Stored {
  readonly type: 'secretsmanager' | 'ssm';
  readonly name: string;
}
