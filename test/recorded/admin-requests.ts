// Requests to read and to change definitions, and to have a decision explained.
import type { Ask } from './ask.ts';

function ask(method: string, path: string, more: Partial<Ask> = {}): Ask {
  return { method, path: `/v1/${path}`, as: 'admin', ...more };
}

function match(tag: string) {
  return { headers: { 'if-match': tag } };
}

export const READS: readonly Ask[] = [
  ask('GET', 'status', { as: 'nobody' }),
  ...['nobody', 'job', 'person', 'admin', 'expired', 'a person without groups'].map((as) =>
    ask('GET', 'caller', { as }),
  ),
  { method: 'GET', path: '/iam/v1/caller', as: 'the build role' },
  { method: 'GET', path: '/iam/v1/caller', as: 'the admin role' },
  { method: 'GET', path: '/iam/v1/caller', as: 'a user' },
  ...['nobody', 'job', 'person', 'a job of another repository'].map((as) => ask('GET', 'connectors', { as })),
  { method: 'GET', path: '/iam/v1/connectors', as: 'the build role' },
  ask('GET', 'connectors?limit=2'),
  ask('GET', 'connectors?limit=2&nextToken=Ym9ndXM'),
  ask('GET', 'connectors?limit=0&colour=blue'),
  ask('GET', 'connectors?limit=101', { as: 'job' }),
  ask('GET', 'connectors?nextToken=*'),
  ask('GET', 'connectors?limit=3', { as: 'job' }),
  ask('GET', 'connectors/images', { as: 'job' }),
  ask('GET', 'connectors/images', { as: 'person' }),
  ask('GET', 'connectors/images'),
  ask('GET', 'connectors/none', { as: 'job' }),
  ask('GET', 'connectors/none'),
  ask('GET', 'connectors/images?limit=1', { as: 'job' }),
  ask('GET', 'connectors/images', { as: 'job', environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' } }),
];

const KINDS = ['issuers', 'accounts', 'connectors', 'refresh-jobs'] as const;

const ACCOUNT = {
  ...{ id: 'ledger', awsAccountId: '123456789012', partition: 'aws' },
  credentials: { source: 'execution-role' },
};
const KEYS = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf';
const CONNECTOR = {
  ...{ id: 'tools', account: 'ledger', principalType: 'assumed-role', region: 'eu-west-1', systemScope: true },
  roleArn: 'arn:aws:iam::123456789012:role/portunus/tools',
};
const ISSUER = {
  ...{ id: 'forge', url: 'https://forge.example', kind: 'workload', audiences: ['https://portunus.example'] },
  jwksUri: 'https://forge.example/jwks',
};
const JOB = {
  ...{ id: 'tools-login', connector: 'tools', format: 'dotenv' },
  destination: {
    ...{
      type: 'secretsmanager',
      arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/tools',
    },
    create: {},
  },
};

/** The life of a definition of each kind. */
function life(
  kinds: string,
  definition: Readonly<Record<string, unknown>>,
  change: object,
  bad: object,
): readonly Ask[] {
  const one = `${kinds}/${definition.id}`;
  return [
    ask('POST', kinds, { body: definition, as: 'person' }),
    ask('POST', kinds, { body: definition, as: 'expired' }),
    ask('POST', kinds, { body: { ...definition, ...bad } }),
    ask('POST', kinds, { body: definition }),
    ask('POST', kinds, { body: definition }),
    ask('POST', kinds, { body: { ...definition, ...change } }),
    ask('GET', one),
    ask('GET', one, { as: 'job' }),
    ask('PUT', one, { body: { ...definition, ...change } }),
    ask('PUT', one, { body: { ...definition, ...change }, ...match('"7"') }),
    ask('PUT', one, { body: { ...definition, ...change }, ...match('"1"') }),
    ask('PUT', one, { body: { ...definition, id: 'other' }, ...match('*') }),
    ask('PATCH', one, { body: change }),
    ask('PATCH', one, { body: bad, headers: { 'content-type': 'application/merge-patch+json' } }),
    ask('PATCH', one, { body: change, ...match('W/"2"') }),
    ask('PATCH', one, { body: change, ...match('"1"') }),
    ask('POST', `${one}/restore`, { body: { version: 1 } }),
    ask('POST', `${one}/restore`, { body: { version: 9 } }),
    ask('POST', `${one}/restore`, { body: {} }),
    ask('DELETE', one),
    ask('DELETE', one, match('"1"')),
  ];
}

/** Its end, and that there is a way back. */
function end(kinds: string, definition: { readonly id: string }): readonly Ask[] {
  const one = `${kinds}/${definition.id}`;
  return [
    ask('DELETE', one, match('*')),
    ask('GET', one),
    ask('DELETE', one, match('*')),
    ask('POST', kinds, { body: definition }),
    ask('POST', `${one}/restore`, { body: {} }),
    ask('DELETE', one, match('*')),
  ];
}

/** What became of the definitions above. */
export const HISTORY: readonly Ask[] = [
  ...['issuers/forge', 'accounts/ledger', 'connectors/tools', 'refresh-jobs/tools-login'].flatMap((one) => [
    ask('GET', `${one}/versions?limit=3`),
    ask('GET', `${one}/versions/1`),
  ]),
  ...['nobody', 'job', 'person'].map((as) => ask('GET', 'connectors/images/versions', { as })),
  ask('GET', 'connectors/images/versions?limit=0'),
  ask('GET', 'connectors/none/versions'),
  ask('GET', 'connectors/images/versions/0'),
  ask('GET', 'connectors/images/versions/99'),
  { method: 'GET', path: '/iam/v1/issuers/demo-ci/versions/1', as: 'the build role' },
  ...['job', 'admin'].map((as) => ask('GET', 'usage', { as })),
  ...['nobody', 'job', 'admin'].map((as) => ask('POST', 'connectors/images/verify', { as, body: {} })),
  ask('POST', 'connectors/none/verify', { body: {} }),
  ask('POST', 'connectors/images/verify', { body: { issuer: 'demo-ci', colour: 'blue' } }),
  ...['job', 'admin'].map((as) => ask('GET', 'connectors/images/verify', { as })),
  { method: 'POST', path: '/iam/v1/connectors/images/verify', as: 'the admin role', body: {} },
  ask('GET', 'usage?from=2026-02-30&limit=0&colour=blue'),
  ...['nobody', 'job'].map((as) => ask('GET', 'policy-examples', { as })),
  ask('GET', 'policy-examples?name=ecr-pull'),
  ask('GET', 'sign-in', { as: 'nobody' }),
  ask('GET', 'sign-in?issuer=corp', { as: 'nobody' }),
  ...['state', 'history?limit=1'].flatMap((what) => [
    ...['job', 'admin'].map((as) => ask('GET', `refresh-jobs/shop-servers/${what}`, { as })),
    ask('GET', `refresh-jobs/tools-login/${what}`),
  ]),
  ask('GET', 'refresh-jobs/shop-servers/history?limit=0&state=true'),
  ask('GET', 'refresh-jobs?state=true'),
  ...['text=SHOP&serves=ecr', 'enabled=true&account=build&limit=1'].flatMap((filter) =>
    ['job', 'admin'].map((as) => ask('GET', `connectors?${filter}`, { as })),
  ),
];

export const ADMINISTRATION: readonly Ask[] = [
  ...KINDS.filter((kind) => kind !== 'connectors').map((kind) => ask('GET', kind)),
  ...KINDS.map((kind) => ask('GET', `${kind}?limit=1`)),
  ...KINDS.filter((kind) => kind !== 'connectors').map((kind) => ask('GET', kind, { as: 'job' })),
  { method: 'GET', path: '/iam/v1/issuers?limit=1', as: 'the admin role' },
  { method: 'GET', path: '/iam/v1/issuers?limit=1', as: 'the build role' },
  ...life('issuers', ISSUER, { maxTokenAgeSeconds: 300 }, { algorithms: ['HS256'] }),
  ...life('accounts', ACCOUNT, { credentials: { source: 'iam-user', secretArn: KEYS } }, { awsAccountId: '1' }),
  ...life('connectors', CONNECTOR, { access: 'pull' }, { regions: ['us-east-1'], colour: 'blue' }),
  ask('PATCH', 'connectors/tools', { body: { grants: [{ refreshJob: 'tools-login' }] } }),
  ...life('refresh-jobs', JOB, { intervalSeconds: 3600 }, { format: 'container' }),
  ask('POST', 'refresh-jobs/tools-login/run'),
  ask('POST', 'refresh-jobs/tools-login/run', { body: { now: true } }),
  ask('POST', 'refresh-jobs/none/run'),
  ask('POST', 'refresh-jobs/tools-login/run', { as: 'job' }),
  ask('DELETE', 'accounts/ledger', match('*')),
  ask('DELETE', 'connectors/tools', match('*')),
  ask('PATCH', 'connectors/tools', { body: { externalId: 'chosen-by-me' } }),
  ask('PATCH', 'connectors/tools', { body: { account: 'none' } }),
  ask('PATCH', 'connectors/tools', { body: { grants: [{ issuer: 'demo-ci', claims: { ref: ['*'] } }] } }),
  ask('PATCH', 'accounts/ledger', { body: { awsAccountId: '210987654321' } }),
  ...end('refresh-jobs', JOB),
  ...end('connectors', CONNECTOR),
  ...end('accounts', ACCOUNT),
  ...end('issuers', ISSUER),
  ask('POST', 'accounts', { body: '{"id":' }),
  ask('POST', 'accounts', { body: { ...ACCOUNT, id: 'no/id', partition: 'aws-mars', credentials: {} } }),
  ask('POST', 'accounts', { body: { ...ACCOUNT, id: undefined } }),
  ask('POST', 'accounts?dryRun=true', { body: ACCOUNT }),
  ask('PATCH', 'accounts/build', { body: {}, headers: { 'content-type': 'application/xml' } }),
  ask('POST', 'accounts', { body: ACCOUNT, environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' } }),
  ask('POST', 'accounts', {
    body: { ...ACCOUNT, id: 'third' },
    environment: { PORTUNUS_ACTIVITY_TABLE: 'no-such-table' },
  }),
  ask('GET', 'accounts/third'),
  ask('GET', 'approvals'),
  ask('GET', 'approvals', { as: 'job' }),
  ask('PATCH', 'issuers/unreachable', {
    body: { maxTokenAgeSeconds: 901 },
    environment: { PORTUNUS_APPROVALS: 'true' },
  }),
  ask('GET', 'approvals'),
  ask('GET', 'approvals?limit=0'),
  ask('POST', 'approvals/none', { body: { decision: 'approve' } }),
  ask('POST', 'approvals/none', { body: { decision: 'perhaps' } }),
  { method: 'POST', path: '/iam/v1/approvals/none', as: 'the build role', body: { decision: 'reject' } },
];

const WEIR = {
  ...{ id: 'weir', url: 'https://weir.example', kind: 'workload', audiences: ['https://portunus.example'] },
  ...{ jwksUri: 'https://weir.example/jwks', require: { namespace_id: ['7'] } },
};
const GRINDER = { ...ACCOUNT, id: 'grinder' };
const FLOUR = {
  ...{ ...CONNECTOR, id: 'flour', account: 'grinder', access: 'pull' },
  grants: [{ issuer: 'weir', claims: { project_id: ['41'], ref: ['main'] } }],
};
const SET = { issuers: [WEIR], accounts: [GRINDER], connectors: [FLOUR] };

function askForSet(body: unknown, more: Partial<Ask> = {}): Ask {
  return ask('POST', 'definitions', { body, ...more });
}

/** Sets of definitions, planned and applied. */
export const SETS: readonly Ask[] = [
  ...['nobody', 'job', 'person'].map((as) => askForSet({ definitions: SET }, { as })),
  { method: 'POST', path: '/iam/v1/definitions', as: 'the build role', body: { definitions: SET } },
  askForSet({}),
  askForSet('{"definitions":'),
  askForSet({ definitions: { ...SET, jobs: [] }, dryrun: true }),
  askForSet({
    definitions: { accounts: [{ ...GRINDER, partition: 'aws-mars' }], connectors: [{ ...FLOUR, grants: [{}] }] },
  }),
  askForSet({ definitions: { connectors: [{ ...FLOUR, account: 'none' }] } }),
  askForSet({ definitions: { connectors: [{ ...FLOUR, account: 'build', externalId: 'chosen-by-me' }] } }),
  askForSet({ definitions: {}, prune: true }),
  askForSet({ definitions: {}, allowEmpty: true }),
  askForSet({ dryRun: true, definitions: SET }),
  askForSet({ dryRun: true, definitions: SET }, match('*')),
  askForSet({ definitions: SET }, match('"0123456789abcdef0123456789abcdef"')),
  askForSet({ definitions: SET }),
  askForSet({ definitions: SET }),
  askForSet({ dryRun: true, definitions: { connectors: [{ ...FLOUR, access: 'push' }] } }),
  askForSet(
    { definitions: { issuers: [{ ...WEIR, maxTokenAgeSeconds: 300 }] } },
    { environment: { PORTUNUS_APPROVALS: 'true' } },
  ),
  ...['connectors/flour', 'accounts/grinder', 'issuers/weir'].map((one) => ask('DELETE', one, match('*'))),
  askForSet({ definitions: SET }),
  { method: 'POST', path: '/iam/v1/definitions', as: 'the admin role', body: { definitions: {} } },
];

const CLAIMS = { repository_id: '1296269', repository_owner_id: '9919', ref: 'refs/heads/main', sub: 'x', run_id: '1' };

function explain(id: string, body: unknown, as = 'admin'): Ask {
  return ask('POST', `connectors/${id}/explain`, { body, as });
}

const STOP = { scope: { connector: 'images' }, reason: 'INC-42: a key leaked' };

function logIn(as: string, path = 'connectors/images/ecr/credentials'): Ask {
  return ask('GET', path, { as });
}

/** Stops, and what callers get while one is in force. */
export const STOPS: readonly Ask[] = [
  ask('GET', 'stop'),
  ask('POST', 'stop', { body: STOP, as: 'job' }),
  ask('POST', 'stop', { body: { scope: 'everything', reason: '' } }),
  ask('POST', 'stop', { body: { scope: { connector: 'none' }, reason: 'x' } }),
  ask('POST', 'resume', { body: STOP }),
  ask('POST', 'stop', { body: STOP }),
  ask('POST', 'stop', { body: STOP }),
  logIn('job'),
  logIn('job', 'connectors/images/ecr/credentials?format=bash'),
  logIn('job', 'connectors/images/ecr/credentials?format=docker-credential'),
  logIn('admin'),
  logIn('a job of another repository'),
  explain('images', { token: '{{token: job}}' }),
  ask('POST', 'stop', { body: { scope: 'all', reason: 'INC-42' } }),
  ask('POST', 'resume', { body: STOP }),
  logIn('job'),
  { method: 'POST', path: '/iam/v1/resume', as: 'the admin role', body: { scope: 'all', reason: 'it is over' } },
  logIn('job'),
];

export const EXPLANATIONS: readonly Ask[] = [
  explain('images', {}),
  explain('images', { claims: CLAIMS, issuer: 'demo-ci' }),
  explain('images', { claims: { ...CLAIMS, ref: 'refs/heads/topic' }, issuer: 'demo-ci' }),
  explain('images', { claims: CLAIMS, issuer: 'none' }),
  explain('images', { claims: CLAIMS }),
  explain('images', { token: '{{token: job}}' }),
  explain('images', { token: '{{token: expired}}' }),
  explain('images', { token: '{{token: a job of another owner}}' }),
  explain('shop-images', { token: '{{token: job}}', durationSeconds: 7200, region: 'us-east-1' }),
  explain('narrow', { token: '{{token: job}}', access: 'push' }),
  explain('disabled', { token: '{{token: job}}' }),
  explain('none', { token: '{{token: job}}' }),
  explain('people', { action: 'console-url', token: '{{token: person}}' }),
  explain('images', { action: 'session', region: 'eu-west-1' }),
  explain('images', { action: 'nothing', claims: 7 }),
  explain('images', { token: 'x', claims: {} }),
  explain('images', { claims: CLAIMS }, 'job'),
  explain('images', { claims: CLAIMS }, 'expired'),
];
