import type * as v from 'valibot';
import type { ErrorCode } from '../../domain/errors.ts';

export type Tag =
  | 'Logins'
  | 'Sessions'
  | 'Callers'
  | 'Connectors'
  | 'Issuers'
  | 'Accounts'
  | 'Refresh jobs'
  | 'Versions'
  | 'Audit'
  | 'Operation'
  | 'Service';

type Entries = Readonly<Record<string, v.GenericSchema>>;

/** Any object schema, with checks behind it or not. Its entries are the parameters of a query. */
export type Fields = v.GenericSchema & { readonly entries: Entries };

/** A text of an answer, under the media types that it is sent with. */
export interface Content {
  readonly schema: v.GenericSchema;
  /** By a name for people. */
  readonly examples: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly description: string;
  /** By media type. Absent where there is no body. */
  readonly content?: Readonly<Record<string, Content>>;
  /** What the answer's ETag stands for, if it has one. */
  readonly etag?: 'version' | 'plan';
}

export interface Body {
  readonly schema: v.GenericSchema;
  readonly mediaTypes: readonly string[];
  readonly examples: Readonly<Record<string, unknown>>;
}

/** One route: a row of the document. Everything else in the document follows from its schemas. */
export interface Operation {
  /** Good as the name of a method. It never changes. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind `/v1`, and behind `/iam/v1`. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  /** Open to everyone, without a token, and so under `/v1` alone. */
  readonly open?: true;
  readonly query?: Fields;
  /** Examples for parameters of the path and of the query. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** Whether a request needs the ETag of what it changes, or may have that of a plan. */
  readonly ifMatch?: 'required' | 'optional' | 'plan';
  readonly body?: Body;
  readonly answers: Readonly<Record<number, Answer>>;
  /** The codes of the errors that the route can answer with. */
  readonly refusals: readonly ErrorCode[];
}

/** The statement of a JSON answer with one example. */
export function json(schema: v.GenericSchema, example: unknown): Readonly<Record<string, Content>> {
  return { 'application/json': { schema, examples: { answer: example } } };
}

export function jsonBody(schema: v.GenericSchema, examples: Readonly<Record<string, unknown>>): Body {
  return { schema, mediaTypes: ['application/json'], examples };
}
