import type { AwsError } from './aws-error.ts';
import type { RawRequest } from './request.ts';
import type { Caller, CallParameters, Issued, State } from './state.ts';

export type ServiceName = 'sts' | 'ecr';

/** What an authenticated caller asks for. */
export interface Call {
  readonly action: string;
  readonly caller: Caller;
  readonly region: string;
  readonly request: RawRequest;
  readonly requestId: string;
  readonly state: State;
  /** To be called once the parameters are read, before they are judged, so that refused calls show them too. */
  readonly record: (parameters: CallParameters) => void;
}

/** A successful answer, and the secrets that it hands out. */
export interface Answer {
  readonly document: string;
  readonly issued?: Issued;
}

/** One AWS service: its wire protocol and its actions. */
export interface Service {
  readonly name: ServiceName;
  readonly contentType: string;
  /** Names the action asked for; throws an AwsError if there is none. AWS, too, looks before it authenticates. */
  readonly readAction: (request: RawRequest) => string;
  /** Throws an AwsError for whatever AWS would refuse. */
  readonly perform: (call: Call) => Answer;
  readonly renderError: (error: AwsError, requestId: string) => string;
  /** The success document, still well-formed, without what the caller came for. */
  readonly withoutCredentials: (document: string) => string;
}
