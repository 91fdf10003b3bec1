import * as v from 'valibot';
import { AwsAccountId, Region } from './aws.ts';
import { ERROR_CODES, type ErrorCode, faultsText } from './errors.ts';
import { parseWith } from './parse.ts';
import { Secret } from './secret.ts';
import { parseStrictJson } from './strict-json.ts';

/**
 * Every check of the prober. Metrics, alarms and sections of the runbook have these names, so they must not change.
 */
export const PROBE_CHECKS = [
  'login',
  'registry-login',
  'other-repository',
  'no-token',
  'junk-token',
  'forged-token',
  'expired-token',
  'unsigned-request',
  'ungranted-connector',
  'unknown-connector',
  'more-access',
  'further-role',
  'unknown-parameter',
] as const;

export type ProbeCheck = (typeof PROBE_CHECKS)[number];

/**
 * `let_in`: a request that must be refused was answered with success. `skipped`: the check could not be tried, which is
 * neither a success nor a failure.
 */
export type ProbeOutcome = 'passed' | 'failed' | 'let_in' | 'skipped';

/** The result of one check. It holds no secret, and no text of an answer but the codes that we know. */
export interface ProbeResult {
  readonly check: ProbeCheck;
  readonly outcome: ProbeOutcome;
  /** Why the check did not pass. */
  readonly detail?: string;
  readonly status?: number;
  readonly code?: ErrorCode;
  /** The id under which the service logged the request. */
  readonly answerId?: string;
  readonly milliseconds: number;
}

const Time = v.pipe(
  v.string(),
  v.isoTimestamp('must be a time'),
  v.transform((text) => new Date(text)),
);
const Text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const RequestId = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a UUID'));

const Login = v.pipe(
  v.object({
    registryId: AwsAccountId,
    region: Region,
    username: v.literal('AWS', "must be 'AWS'"),
    password: Text,
    authorizationToken: Text,
    proxyEndpoint: v.pipe(v.string(), v.regex(/^https:\/\/[^/]+$/, 'must be https://HOST')),
    proxyEndpointDomain: Text,
    expirationDate: Time,
  }),
  v.check(
    ({ password, authorizationToken }) =>
      Buffer.from(authorizationToken, 'base64').toString('utf8') === `AWS:${password}`,
    'must have an authorizationToken of its username and password',
  ),
  v.transform(({ password: _password, authorizationToken, ...login }) => ({
    ...login,
    authorizationToken: new Secret(authorizationToken),
  })),
);

const LoginAnswer = v.object({
  requestId: RequestId,
  connectorId: v.string(),
  credentials: v.strictTuple([Login]),
  session: v.exactOptional(v.object({ arn: Text, expirationDate: Time })),
  refreshAfter: Time,
  source: v.picklist(['fresh', 'cache']),
});

const Problem = v.object({
  type: v.string(),
  title: Text,
  status: v.number(),
  detail: Text,
  code: v.picklist(ERROR_CODES),
  stage: v.string(),
  retryable: v.boolean(),
  requestId: RequestId,
  errors: v.optional(v.array(v.object({ field: v.string(), detail: Text })), []),
});

/** What API Gateway answers by itself. */
const GatewayAnswer = v.object({ message: v.string() });

export type ProbeLogin = v.InferOutput<typeof LoginAnswer>;
export type ProbeProblem = v.InferOutput<typeof Problem>;

/** What an answer says, parsed. */
export type AnswerBody =
  | { readonly kind: 'login'; readonly value: ProbeLogin }
  | { readonly kind: 'problem'; readonly value: ProbeProblem }
  | { readonly kind: 'gateway' }
  /** `detail` says what is wrong with it, without a text of the answer. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/** Parses the body of an answer by its status and type. */
export function parseAnswerBody(status: number, contentType: string, text: string): AnswerBody {
  let value: unknown;
  try {
    value = parseStrictJson(text);
  } catch {
    return { kind: 'unreadable', detail: 'is not JSON' };
  }
  if (status < 300) return parsedAs('login', LoginAnswer, value);
  if (/^application\/problem\+json\b/.test(contentType)) return parsedAs('problem', Problem, value);
  return v.is(GatewayAnswer, value) ? { kind: 'gateway' } : { kind: 'unreadable', detail: 'is no problem details' };
}

function parsedAs<K extends string, S extends v.GenericSchema>(kind: K, schema: S, value: unknown) {
  const parsed = parseWith(schema, value, 'answer');
  if (parsed.ok) return { kind, value: parsed.value };
  return { kind: 'unreadable' as const, detail: faultsText(parsed.errors) };
}
