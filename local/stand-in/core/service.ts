import type { AwsError } from './aws-error.ts';
import type { CallParameters } from './call-parameters.ts';
import type { Issued } from './issued.ts';
import type { RawRequest } from './request.ts';
import type { Caller, State } from './state.ts';

export type ServiceName =
  | 'sts'
  | 'ecr'
  | 'ecr-public'
  | 'secretsmanager'
  | 'ssm'
  | 's3'
  | 'kms'
  | 'iam'
  | 'signin'
  | 'execute-api'
  | 'registry'
  | 'codeartifact'
  | 'packages';

/** A call without an AWS signature. */
export interface UnsignedCall {
  readonly action: string;
  readonly request: RawRequest;
  readonly requestId: string;
  readonly state: State;
  /**
   * Records the parameters. Actions call it after parsing and before any check, so that refused calls are recorded with
   * their parameters too.
   */
  readonly record: (parameters: CallParameters) => void;
}

/** A call of an authenticated caller. */
export interface Call extends UnsignedCall {
  readonly caller: Caller;
  readonly region: string;
}

/** A successful answer, and the secrets that it contains. */
export interface Answer {
  readonly document: string;
  /** The encoding of the document: UTF-8 by default, and `latin1` for bytes that are no text. */
  readonly encoding?: 'latin1';
  readonly issued?: Issued;
  /** Makes the change that the call asks for. Nothing changes before it is called. */
  readonly commit?: () => void;
  /** The HTTP status, 200 by default. */
  readonly status?: number;
  /** The content type, by default the service's. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Perform<C> = (call: C) => Answer | Promise<Answer>;

/** A service: its wire protocol and its actions. */
export interface Service {
  readonly name: ServiceName;
  readonly contentType: string;
  /**
   * Returns the name of the requested action. Throws an AwsError if there is none. As in AWS, this happens before
   * authentication.
   */
  readonly readAction: (request: RawRequest) => string;
  /** Performs an action. Throws an AwsError for everything that AWS would refuse. */
  readonly perform: Perform<Call>;
  /** Actions that need no signature. If one is sent, it is ignored. */
  readonly unsigned?: ReadonlyMap<string, Perform<UnsignedCall>>;
  readonly renderError: (error: AwsError, requestId: string) => string;
  /** The content type of errors, by default the service's. */
  readonly errorContentType?: string;
  readonly errorHeaders?: (error: AwsError) => Readonly<Record<string, string>>;
  /** Removes the credentials from a success document, and keeps it well-formed. */
  readonly withoutCredentials: (document: string) => string;
}
