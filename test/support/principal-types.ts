// What each principal type is for, and what it refuses, as docs/principal-types.md says it.
import type { PrincipalType } from '../../shared/domain/principal-type.ts';

/** A role is assumed by the execution role, and by an IAM user. */
export type Type = PrincipalType | 'assumed-role-by-user';

export const USES = [
  'plain',
  'policy',
  'managed-policy',
  'narrowed',
  'narrowed-by-grant',
  'narrowed-by-request',
  'second-hop',
  'registries',
  'ecr-public',
  'codeartifact',
  'session',
  'console',
  'caller-identity',
] as const;
export type Use = (typeof USES)[number];

/** It works, its definition is refused when it is written (naming these fields), or the request is refused. */
export type Expected =
  | 'works'
  | { readonly write: readonly string[] }
  | { readonly status: number; readonly code: string; readonly stage: string; readonly fields?: readonly string[] };

function invalid(...fields: readonly string[]): Expected {
  return {
    status: 400,
    code: 'invalid_request',
    stage: 'request',
    fields,
  };
}
function write(...fields: readonly string[]): Expected {
  return { write: fields };
}

const EVERYTHING: Readonly<Record<Use, Expected>> = {
  plain: 'works',
  policy: 'works',
  'managed-policy': 'works',
  narrowed: 'works',
  'narrowed-by-grant': 'works',
  'narrowed-by-request': 'works',
  'second-hop': 'works',
  registries: 'works',
  'ecr-public': 'works',
  codeartifact: 'works',
  session: 'works',
  console: 'works',
  'caller-identity': 'works',
};
const NO_POLICY: Partial<Record<Use, Expected>> = {
  policy: write('policy'),
  'managed-policy': write('policyArns'),
  narrowed: write('access', 'repositories'),
  'narrowed-by-grant': write('grants[0].access', 'grants[0].repositories'),
  'narrowed-by-request': invalid('access', 'repositories'),
};

export const EXPECTED: Readonly<Record<Type, Readonly<Record<Use, Expected>>>> = {
  'assumed-role': EVERYTHING,
  'assumed-role-by-user': EVERYTHING,
  /** Without a policy it would have no rights; it can call neither IAM nor STS. */
  'federated-user': {
    ...EVERYTHING,
    plain: write('policy'),
    'second-hop': write('roleArns'),
    'ecr-public': write('serves'),
    codeartifact: write('serves'),
  },
  'session-token': {
    ...EVERYTHING,
    ...NO_POLICY,
    'second-hop': write('roleArns'),
    'ecr-public': write('serves'),
    codeartifact: write('serves'),
    console: write('serves'),
  },
  'web-identity': EVERYTHING,
  /** The assertion comes in a POST, which the console and the caller's identity do not have. */
  saml: { ...EVERYTHING, console: write('serves'), 'caller-identity': invalid('samlAssertion') },
  provided: {
    ...EVERYTHING,
    ...NO_POLICY,
    'second-hop': write('roleArns'),
    'ecr-public': write('serves'),
    codeartifact: write('serves'),
    session: write('serves'),
    console: write('serves'),
    'caller-identity': write('serves'),
  },
};

export const TYPES = Object.keys(EXPECTED) as Type[];

/** The session of each type, as STS names it. The execution role's own logins have none. */
export const SESSION_ARNS: Readonly<Record<Exclude<Type, 'provided'>, string>> = {
  'assumed-role': 'arn:aws:sts::123456789012:assumed-role/images/ci-1296269-7351',
  'assumed-role-by-user': 'arn:aws:sts::123456789012:assumed-role/images/ci-1296269-7351',
  'federated-user': 'arn:aws:sts::123456789012:federated-user/ci-7351',
  'session-token': 'arn:aws:iam::123456789012:user/portunus/build',
  'web-identity': 'arn:aws:sts::123456789012:assumed-role/web/ci-1296269-7351',
  saml: 'arn:aws:sts::123456789012:assumed-role/saml/octocat',
};

export const ROLES = {
  images: 'arn:aws:iam::123456789012:role/portunus/images',
  web: 'arn:aws:iam::123456789012:role/portunus/web',
  saml: 'arn:aws:iam::123456789012:role/portunus/saml',
  deep: 'arn:aws:iam::123456789012:role/portunus/deep',
} as const;
export const SAML_PROVIDER = 'arn:aws:iam::123456789012:saml-provider/idp';
export const EXTERNAL_ID = 'portunus-5f1d7a3e';

const NAME = 'ci-{repository_id}-{run_id}';
const TAGS = { repository: '{repository}' };
const ASSUMED = {
  principalType: 'assumed-role',
  roleArn: ROLES.images,
  externalId: EXTERNAL_ID,
  session: { name: NAME, sourceIdentity: '{repository_owner_id}', tags: TAGS },
};

/** The least that a connector of each type is defined with. */
const FIELDS: Readonly<Record<Type, Readonly<Record<string, unknown>>>> = {
  'assumed-role': { ...ASSUMED, account: 'by-role' },
  'assumed-role-by-user': { ...ASSUMED, account: 'by-user' },
  'federated-user': {
    principalType: 'federated-user',
    account: 'by-user',
    session: { name: 'ci-{run_id}', tags: TAGS },
  },
  'session-token': { principalType: 'session-token', account: 'by-user', acknowledgeRisk: true },
  'web-identity': {
    principalType: 'web-identity',
    account: 'by-role',
    roleArn: ROLES.web,
    acknowledgeRisk: true,
    session: { name: NAME },
  },
  saml: {
    principalType: 'saml',
    account: 'by-role',
    roleArn: ROLES.saml,
    samlProviderArn: SAML_PROVIDER,
    acknowledgeRisk: true,
  },
  provided: { principalType: 'provided', account: 'service' },
};

/** A connector as an operator writes it, for jobs of the issuer `ci` and people of `corp`. */
export function aConnectorOf(type: Type, id: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    region: 'eu-west-1',
    systemScope: true,
    grants: [
      { issuer: 'ci', claims: { repository_id: ['1296269'] } },
      { issuer: 'corp', groups: ['platform'] },
    ],
    ...FIELDS[type],
    ...more,
  };
}
