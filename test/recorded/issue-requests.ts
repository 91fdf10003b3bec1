// Requests for logins, sessions, links and identities: every format, parameter and principal type, and every refusal.
import type { Ask } from './ask.ts';

function get(path: string, more: Partial<Ask> = {}): Ask {
  return { method: 'GET', path: `/v1/${path}`, as: 'job', ...more };
}

function post(path: string, body: unknown, more: Partial<Ask> = {}): Ask {
  return { method: 'POST', path: `/v1/${path}`, as: 'job', body, ...more };
}

function login(query: string, more: Partial<Ask> = {}): Ask {
  return get(`connectors/images/ecr/credentials${query}`, more);
}

function batch(requests: unknown, more: Partial<Ask> = {}): Ask {
  return post('credentials', { requests }, more);
}

const LOGIN_FORMATS = [
  ...['json', 'bash', 'powershell', 'cmd', 'dotenv', 'bamboo', 'github-actions', 'gitlab-dotenv', 'azure-pipelines'],
  ...['docker-config', 'docker-credential', 'kubernetes-secret', 'kubelet', 'username-password'],
];
const SESSION_FORMATS = [
  ...['json', 'bash', 'powershell', 'cmd', 'dotenv', 'bamboo', 'github-actions', 'gitlab-dotenv', 'azure-pipelines'],
  ...['credential-process', 'container', 'aws-credentials-file'],
];
const ERROR_FORMATS = ['bash', 'powershell', 'cmd', 'github-actions', 'azure-pipelines', 'container', 'kubelet'];
const DEEP = 'arn:aws:iam::123456789012:role/portunus/deep';

export const FORMATS: readonly Ask[] = [
  ...LOGIN_FORMATS.map((format) => login(`?format=${format}`)),
  ...SESSION_FORMATS.map((format) => get(`connectors/images/credentials?format=${format}`)),
  login('?format=bash&namespace=team.a'),
  login('?format=bash&registryIds=123456789012,210987654321'),
  login('?format=docker-config&hosts=all'),
  login('?hosts=all'),
  login('?format=bash&hosts=all'),
  login('?format=json&namespace=a'),
  login('?format=docker-credential&registryIds=123456789012,210987654321'),
  login('?format=jsn'),
  login('?format=container'),
  login('', { headers: { accept: 'application/yaml' } }),
  login('', { headers: { accept: 'application/vnd.portunus.dotenv' } }),
  login('', { headers: { accept: 'text/html' } }),
  login('', { headers: { accept: 'text/html;q=0.9, application/json;q=0.5' } }),
  get('connectors/images/credentials?format=container&durationSeconds=900'),
  get('connectors/images/credentials?format=docker-config'),
  ...ERROR_FORMATS.map((format) => login(`?format=${format}`, { as: 'expired' })),
  ...ERROR_FORMATS.map((format) => get(`connectors/none/credentials?format=${format}&durationSeconds=2000`)),
  login('?format=bash&region=nowhere'),
];

export const PARAMETERS: readonly Ask[] = [
  login('?region=eu-central-1'),
  login('?durationSeconds=1800'),
  login('?durationSeconds=7200'),
  login('?durationSeconds=899'),
  login('?durationSeconds=many'),
  login('?durationSeconds=129601'),
  login('?registryIds=1'),
  login('?registryIds=123456789012&registryIds=123456789012'),
  login('?access=pull&repositories=team-b/*'),
  login('?access=all'),
  login('?repositories=UPPER'),
  login(`?roleArn=${DEEP}`),
  login('?roleArn=arn:aws:iam::123456789012:role/portunus/other'),
  login('?mfaCode=123456'),
  login('?colour=blue&durationSecond=1'),
  login('', { body: '{}' }),
  get('connectors/narrow/ecr/credentials'),
  get('connectors/narrow/ecr/credentials?access=push'),
  get('connectors/narrow/ecr/credentials?repositories=team-a/one'),
  get('connectors/narrow/ecr/credentials?repositories=team-b/one'),
  get('connectors/narrow/ecr/credentials?durationSeconds=3600'),
  get('connectors/narrow/ecr/credentials?region=us-east-1'),
  get('connectors/narrow/credentials'),
  get('connectors/token-life/ecr/credentials'),
  get('connectors/shop-images/ecr/credentials?region=us-east-1'),
  get('connectors/shop-images/ecr/credentials', { as: 'a job without a run' }),
  get('connectors/shop-images/ecr/credentials', { as: 'a job with a short token' }),
  get('connectors/UPPER/ecr/credentials'),
  get('connectors/images/ecr-public/credentials'),
  get('connectors/images/ecr-public/credentials?region=eu-west-1'),
  get('connectors/images/credentials?region=eu-west-1&hosts=all'),
  get('connectors/images/caller-identity'),
  get('connectors/images/caller-identity?durationSeconds=900&format=json'),
  get('connectors/images/console/url'),
  get('connectors/people/console/url', { as: 'person' }),
  get('connectors/people/console/url?durationSeconds=3600', { as: 'person' }),
  get('connectors/people/console/url?format=json', { as: 'person' }),
  get('connectors/people/ecr/credentials', { as: 'admin' }),
  get('connectors/people/ecr/credentials', { as: 'a person without groups' }),
  post('connectors/images/ecr/credentials', { region: 'eu-west-1', durationSeconds: 3600 }),
  post('connectors/images/ecr/credentials', { registryIds: ['123456789012'], format: 'docker-config' }),
  post('connectors/images/ecr/credentials', { registryIds: [], durationSeconds: '3600', format: 7 }),
  post('connectors/images/ecr-public/credentials', {}),
  post('connectors/images/credentials', { access: 'pull' }),
  post('connectors/images/ecr/credentials?region=eu-west-1', {}),
  post('connectors/images/ecr/credentials', '{'),
  post('connectors/images/ecr/credentials', '[]'),
  post('connectors/images/ecr/credentials', '{"region":"eu-west-1","region":"eu-west-1"}'),
  post('connectors/images/ecr/credentials', ''),
  post('connectors/images/ecr/credentials', 'e30=', { event: { isBase64Encoded: true } }),
  post('connectors/images/ecr/credentials', {}, { headers: { 'content-type': 'text/plain' } }),
  post('connectors/images/ecr/credentials', {}, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
  post('connectors/images/ecr/credentials', { mfaSerial: 'arn:aws:iam::123456789012:mfa/build' }),
  post('connectors/images/ecr/credentials', { samlAssertion: '{{saml}}' }),
];

export const PRINCIPAL_TYPES: readonly Ask[] = [
  ...['by-user', 'federated', 'session-token', 'provided'].map((id) => get(`connectors/${id}/ecr/credentials`)),
  ...['by-user', 'federated', 'session-token', 'provided'].map((id) => get(`connectors/${id}/credentials`)),
  ...['by-user', 'federated', 'session-token'].map((id) => get(`connectors/${id}/caller-identity`)),
  get('connectors/web/ecr/credentials', { as: 'a job of fetched keys' }),
  get('connectors/web/credentials', { as: 'a job of fetched keys' }),
  get('connectors/web/caller-identity', { as: 'a job of fetched keys' }),
  get('connectors/web/ecr/credentials'),
  get('connectors/federated/console/url', { as: 'person' }),
  get('connectors/session-token/ecr/credentials?access=pull'),
  get('connectors/provided/ecr/credentials?durationSeconds=3600'),
  get('connectors/saml/ecr/credentials'),
  post('connectors/saml/ecr/credentials', { samlAssertion: '{{saml}}' }),
  post('connectors/saml/credentials', { samlAssertion: '{{saml}}', format: 'credential-process' }),
  post('connectors/saml/ecr/credentials', { samlAssertion: 'not base64!' }),
  post('connectors/session-token/credentials', { mfaSerial: 'arn:aws:iam::123456789012:mfa/x', mfaCode: '12345' }),
  post('connectors/session-token/credentials', { mfaCode: '123456' }),
  get('connectors/saml/caller-identity'),
];

const SIGNED: readonly Ask[] = [
  'connectors/iam-images/ecr/credentials',
  'connectors/iam-images/credentials?format=dotenv',
  'connectors/iam-images/caller-identity',
  'connectors/iam-images/console/url',
  'connectors/images/ecr/credentials',
].map((path) => ({ method: 'GET', path: `/iam/v1/${path}`, as: 'the build role' }));

export const CALLERS: readonly Ask[] = [
  ...SIGNED,
  {
    method: 'POST',
    path: '/iam/v1/credentials',
    as: 'the build role',
    body: { requests: [{ connectorId: 'iam-images' }] },
  },
  { method: 'GET', path: '/iam/v1/connectors/iam-images/ecr/credentials', as: 'a user' },
  { method: 'GET', path: '/iam/v1/connectors/iam-images/ecr/credentials' },
  login('', { as: 'nobody' }),
  login('', { as: 'nobody', headers: { authorization: 'Basic QVdTOng=' } }),
  login('', { as: 'nobody', headers: { authorization: 'Bearer a, Bearer b' } }),
  login('?colour=blue', { as: 'expired' }),
  login('?colour=blue', { as: 'a job of another repository' }),
  ...[
    ...['a job of a branch', 'a job of another repository', 'a job of another owner', 'a job of fetched keys'],
    ...['a job of unreachable keys', 'an access token', 'expired', 'not yet valid', 'too old', 'too long-lived'],
    ...['of another audience', 'of two audiences', 'of an unknown issuer', 'without a subject', 'without an expiry'],
    ...['with an unknown key', 'with another type', 'with a critical header', 'signed by nobody'],
    ...['with a broken signature', 'no token', 'person'],
  ].map((as) => login('?region=eu-west-1', { as })),
  ...['none', 'disabled', 'bakery-images', 'admins-only', 'for-job'].map((id) =>
    get(`connectors/${id}/ecr/credentials`),
  ),
  get('connectors/admins-only/ecr/credentials', { as: 'admin' }),
];

export const BATCHES: readonly Ask[] = [
  batch([{ connectorId: 'images' }, { connectorId: 'none' }, { connectorId: 'narrow', access: 'push' }]),
  batch([
    { connectorId: 'images', service: 'ecr-public' },
    { connectorId: 'images', hosts: 'all' },
  ]),
  batch([{ connectorId: 'images' }, { connectorId: 'images', region: 'nowhere' }, { connectorID: 'images' }]),
  batch([]),
  batch(Array.from({ length: 21 }, () => ({ connectorId: 'images' }))),
  batch([{ connectorId: 'images', service: 's3' }, 7]),
  batch([{ connectorId: 'images', service: 'ecr-public', region: 'eu-west-1' }]),
  batch([{ connectorId: 'images' }], { as: 'nobody' }),
  batch([{ connectorId: 'images' }], { as: 'expired' }),
  batch([{ connectorId: 'disabled' }, { connectorId: 'no-such-role' }]),
  post('credentials', { requests: [{ connectorId: 'images' }], format: 'bash' }),
  post('credentials', { requests: [{ connectorId: 'images' }], format: 'json' }),
];

const FRESH = { environment: {} };

/** Each in an environment that holds nothing yet. */
export const FAULTS: readonly Ask[] = [
  login('', { ...FRESH, faults: { AssumeRole: 'access-denied' } }),
  login('', { ...FRESH, faults: { AssumeRole: 'no-credentials' } }),
  login('', { ...FRESH, faults: { AssumeRole: 'html' } }),
  login('', { ...FRESH, faults: { AssumeRole: 'server-error' } }),
  login('', {
    ...FRESH,
    faults: { AssumeRole: { error: { code: 'RegionDisabledException', status: 403, message: 'STS is off' } } },
  }),
  login('', { ...FRESH, faults: { GetAuthorizationToken: 'access-denied' } }),
  login('', { ...FRESH, faults: { GetAuthorizationToken: 'empty' } }),
  login('', { ...FRESH, faults: { GetAuthorizationToken: 'unavailable' } }),
  login('?format=bash', { ...FRESH, faults: { AssumeRole: 'access-denied' } }),
  batch([{ connectorId: 'images' }, { connectorId: 'narrow' }], {
    ...FRESH,
    faults: { GetAuthorizationToken: 'access-denied' },
  }),
  get('connectors/people/console/url', { ...FRESH, as: 'person', faults: { getSigninToken: 'empty' } }),
  get('connectors/by-user/ecr/credentials', { ...FRESH, faults: { GetSecretValue: 'access-denied' } }),
  get('connectors/no-such-role/ecr/credentials'),
  login('', { environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' } }),
  login('', { environment: { PORTUNUS_ACTIVITY_TABLE: 'no-such-table' } }),
  login('', { environment: { PORTUNUS_DEFINITIONS_TABLE: 'no-such-table' } }),
  login('', { environment: { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' } }),
  login('?region=eu-north-1', { remainingMs: 1_000 }),
  login('', { event: { routeKey: 'GET /v1/other' } }),
  login('', { event: { headers: 7, queryStringParameters: [], pathParameters: 'x' } }),
  login('', { event: { routeKey: undefined, requestContext: null } }),
  get('connectors/unreadable/ecr/credentials'),
  get('connectors/of-no-account/ecr/credentials'),
  post('connectors/images/ecr/credentials', '{"region":"{{16400 times x}}"}'),
];
