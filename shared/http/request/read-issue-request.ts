import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { Hosts, type Issuable, Namespace } from '../../domain/format-name.ts';
import {
  type ExtraProof,
  type IssueAction,
  type IssueRequest,
  isLoginAction,
  SERVICE_OF,
} from '../../domain/issue-request.ts';
import { loginFields } from '../../domain/login-fields.ts';
import { type LoginAction, notTakenBy, rulesOfService } from '../../domain/login-service.ts';
import { parseWith } from '../../domain/parse.ts';
import { Secret } from '../../domain/secret.ts';
import type { HttpEvent } from '../event.ts';
import { assertJson, decideFormat } from './decide-format.ts';
import { tokenOf } from './identified.ts';
import { isPost, readParameters, type WrittenParameters } from './read-parameters.ts';

/** The parameters of one login, which an item of a batch takes too. */
export const LOGIN_FIELDS = { connectorId: DefinitionId, ...loginFields };

/** The caller's proofs for AWS. They are refused in a query, because URLs are logged on the way. */
const PROOF_FIELDS = {
  samlAssertion: v.exactOptional(
    v.pipe(
      v.string(),
      v.minLength(4, 'must be at least 4 characters'),
      v.maxLength(100_000, 'must be at most 100000 characters'),
      v.regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64, without line breaks'),
    ),
  ),
  mfaSerial: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[\w+=/:,.@-]{9,256}$/, "must be an MFA device's serial number or ARN")),
  ),
  mfaCode: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{6}$/, 'must be 6 digits, as text'))),
};

const FIELDS = {
  ...loginFields,
  ...PROOF_FIELDS,
  format: v.exactOptional(v.string()),
  namespace: v.exactOptional(Namespace),
  hosts: v.exactOptional(Hosts),
};

type Field = keyof typeof FIELDS;

/** What an action's response contains, which decides its formats. `undefined` means always JSON. */
export function issuableOf(action: IssueAction): Issuable | undefined {
  if (isLoginAction(action)) return rulesOfService(SERVICE_OF[action]).issues;
  return action === 'session' ? 'session' : undefined;
}

/** The parameters of logins alone. */
const OF_LOGINS = ['region', 'registryIds', 'hosts', 'domain', 'domainOwner', 'repository'] as const;

const NOT_TAKEN: Readonly<Record<Exclude<IssueAction, LoginAction>, readonly Field[]>> = {
  session: OF_LOGINS,
  'console-url': [...OF_LOGINS, 'namespace', 'format'],
  'caller-identity': [...OF_LOGINS, 'namespace', 'format', 'durationSeconds'],
};

/** Parameters that have no meaning for an action. A request that has one is refused rather than answered without it. */
export function notTakenFor(action: IssueAction): readonly Field[] {
  return isLoginAction(action) ? notTakenBy(SERVICE_OF[action]) : NOT_TAKEN[action];
}

/** Schema entries that refuse these fields by name. */
export function refused(fields: readonly string[], message: string) {
  return Object.fromEntries(fields.map((field) => [field, v.exactOptional(v.never(message))])) as Partial<
    typeof FIELDS
  >;
}

/** What the route of an action takes, in the query of a GET or in the body of a POST. */
export function issueFields(action: IssueAction, post: boolean) {
  return v.strictObject({
    ...FIELDS,
    ...refused(notTakenFor(action), 'is not taken by this route'),
    ...(post ? {} : refused(Object.keys(PROOF_FIELDS), 'must stand in the body of a POST')),
  });
}

/** Parses the event of an issuing route. Throws `invalid_request` with all faults of its form at once. */
export function readIssueRequest(event: HttpEvent, action: IssueAction): IssueRequest {
  const id = parseWith(DefinitionId, event.pathParameters?.id, 'id');
  const written = readParameters(event);
  const values = isPost(event) ? written : fromQuery(written);
  const parsed = parseWith(issueFields(action, isPost(event)), values, 'body');
  if (!id.ok || !parsed.ok) throw invalidRequest([id, parsed].flatMap((part) => (part.ok ? [] : part.errors)));
  const { samlAssertion, mfaSerial, mfaCode, ...rest } = parsed.value;
  const parameters = { connectorId: id.value, ...rest };
  const accept: unknown = event.headers?.accept;
  const issuable = issuableOf(action);
  const format = issuable === undefined ? assertJson(undefined, accept) : decideFormat(parameters, accept, issuable);
  const proof = { ...tokenOf(event), ...toProof({ samlAssertion, mfaSerial, mfaCode }) };
  return { action, parameters: { ...parameters, format }, proof };
}

function toProof({
  samlAssertion,
  mfaSerial,
  mfaCode,
}: Record<keyof typeof PROOF_FIELDS, string | undefined>): ExtraProof {
  if ((mfaSerial === undefined) !== (mfaCode === undefined)) {
    const field = mfaSerial === undefined ? 'mfaSerial' : 'mfaCode';
    throw invalidRequest([{ field, detail: 'is required: serial number and code go together' }]);
  }
  return {
    ...(samlAssertion !== undefined && { samlAssertion: new Secret(samlAssertion) }),
    ...(mfaSerial !== undefined &&
      mfaCode !== undefined && { mfa: { serialNumber: mfaSerial, code: new Secret(mfaCode) } }),
  };
}

/**
 * Converts query values to JSON values. Lists are comma-separated, also when repeated (the gateway joins them), and
 * numbers are decimal.
 */
export function fromQuery(query: WrittenParameters): WrittenParameters {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'string' ? fromQueryText(name, value) : value,
    ]),
  );
}

function fromQueryText(name: string, text: string): unknown {
  if (name === 'registryIds' || name === 'repositories') return text.split(',');
  return name === 'durationSeconds' && /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}
