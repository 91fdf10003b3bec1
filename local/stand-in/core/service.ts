import type { AwsError } from './aws-error.ts';
import type { CallParameters } from './call-parameters.ts';
import type { Issued } from './issued.ts';
import type { RawRequest } from './request.ts';
import type { Caller, State } from './state.ts';

export type ServiceName = 'sts' | 'ecr' | 'ecr-public' | 'secretsmanager' | 'ssm' | 'signin' | 'registry';

/** What somebody asks for without an AWS signature. */
export interface UnsignedCall {
  readonly action: string;
  readonly request: RawRequest;
  readonly requestId: string;
  readonly state: State;
  /** To be called once the parameters are read, before they are judged, so that refused calls show them too. */
  readonly record: (parameters: CallParameters) => void;
}

/** What an authenticated caller asks for. */
export interface Call extends UnsignedCall {
  readonly caller: Caller;
  readonly region: string;
}

/** A successful answer, and the secrets that it hands out. */
export interface Answer {
  readonly document: string;
  readonly issued?: Issued;
  /** Makes the change that the call asked for; nothing is changed before. */
  readonly commit?: () => void;
  /** 200 when not given. */
  readonly status?: number;
  /** The service's when not given. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Perform<C> = (call: C) => Answer | Promise<Answer>;

/** One service: its wire protocol and its actions. */
export interface Service {
  readonly name: ServiceName;
  readonly contentType: string;
  /** Names the action asked for; throws an AwsError if there is none. AWS, too, looks before it authenticates. */
  readonly readAction: (request: RawRequest) => string;
  /** Throws an AwsError for whatever AWS would refuse. */
  readonly perform: Perform<Call>;
  /** Actions that nobody signs; a signature sent with them is not looked at. */
  readonly unsigned?: ReadonlyMap<string, Perform<UnsignedCall>>;
  readonly renderError: (error: AwsError, requestId: string) => string;
  /** The service's content type when not given. */
  readonly errorContentType?: string;
  readonly errorHeaders?: (error: AwsError) => Readonly<Record<string, string>>;
  /** The success document, still well-formed, without what the caller came for. */
  readonly withoutCredentials: (document: string) => string;
}
