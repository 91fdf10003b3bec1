import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { Hosts, type Issuable, Namespace } from '../../domain/format-name.ts';
import type { IssueAction } from '../../domain/issue-request.ts';
import { loginFields } from '../../domain/login-fields.ts';

/** What a login may be asked with, in a batch too. */
export const LOGIN_FIELDS = { connectorId: DefinitionId, ...loginFields };

/** What a caller proves itself to AWS with: never in an address, which is logged on the way. */
export const PROOF_FIELDS = {
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

/** What each route has to write; an identity and a link are always JSON. */
export const ISSUABLES: Readonly<Record<IssueAction, Issuable | undefined>> = {
  'ecr-login': 'logins',
  'ecr-public-login': 'logins',
  session: 'session',
  'console-url': undefined,
  'caller-identity': undefined,
};

/** A session has no region, no host and is no login; what is not handed out is not formatted, and identity has no length. */
export const NOT_TAKEN: Readonly<Record<IssueAction, readonly Field[]>> = {
  'ecr-login': [],
  'ecr-public-login': ['region', 'registryIds'],
  session: ['region', 'registryIds', 'hosts'],
  'console-url': ['region', 'registryIds', 'namespace', 'format', 'hosts'],
  'caller-identity': ['region', 'registryIds', 'namespace', 'format', 'hosts', 'durationSeconds'],
};

/** Takes the place of fields that would mean nothing here: they are refused by name. */
function refused(fields: readonly string[], message: string) {
  return Object.fromEntries(fields.map((field) => [field, v.exactOptional(v.never(message))])) as Partial<
    typeof FIELDS
  >;
}

export const schemaOf = (action: IssueAction, post: boolean) =>
  v.strictObject({
    ...FIELDS,
    ...refused(NOT_TAKEN[action], 'is not taken by this route'),
    ...(post ? {} : refused(Object.keys(PROOF_FIELDS), 'must stand in the body of a POST')),
  });
