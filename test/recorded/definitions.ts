// What is asked of administration first: definitions that the other requests then go to, of every kind and principal type.
import type { Ask } from './ask.ts';

type Fields = Readonly<Record<string, unknown>>;

function create(path: string, body: Fields): Ask {
  return { method: 'POST', path: `/v1/${path}`, as: 'admin', body };
}

const ROLE = 'arn:aws:iam::123456789012:role/portunus';
const JOBS = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/main'] } }];
const FETCHED_JOBS = [{ issuer: 'fetched', claims: { repository_id: ['1296269'] } }];
const PEOPLE = [{ issuer: 'demo-people', groups: ['platform'] }];
const ALL = ['ecr', 'ecr-public', 'session', 'console'];
const ASSUMED = { account: 'build', principalType: 'assumed-role', region: 'eu-west-1', systemScope: true };
const SESSION = { name: 'ci-{repository_id}-{run_id}' };

function connector(id: string, fields: Fields): Ask {
  return create('connectors', { id, ...ASSUMED, grants: JOBS, ...fields });
}

export const DEFINITIONS: readonly Ask[] = [
  create('issuers', {
    ...{ id: 'fetched', url: 'https://fetched.example', kind: 'workload', audiences: ['https://portunus.example'] },
    jwksUri: 'https://127.0.0.1:{{key port}}/jwks',
  }),
  create('issuers', {
    ...{
      id: 'unreachable',
      url: 'https://unreachable.example',
      kind: 'workload',
      audiences: ['https://portunus.example'],
    },
    jwksUri: 'https://127.0.0.1:1/jwks',
  }),
  create('accounts', {
    ...{ id: 'by-user', awsAccountId: '123456789012', partition: 'aws' },
    credentials: {
      source: 'iam-user',
      secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf',
    },
  }),
  create('accounts', {
    ...{ id: 'service', awsAccountId: '111122223333', partition: 'aws', credentials: { source: 'execution-role' } },
  }),
  create('accounts', {
    ...{ id: 'elsewhere', awsAccountId: '210987654321', partition: 'aws', credentials: { source: 'execution-role' } },
  }),
  connector('images', { roleArn: `${ROLE}/images`, serves: ALL, session: SESSION, roleArns: [`${ROLE}/deep`] }),
  connector('iam-images', {
    roleArn: `${ROLE}/iam-images`,
    serves: ['ecr', 'session'],
    grants: [{ iamRole: 'arn:aws:iam::111122223333:role/build-agents' }],
  }),
  connector('narrow', {
    roleArn: `${ROLE}/narrow`,
    access: 'pull',
    repositories: ['team-a/*'],
    maxDurationSeconds: 1800,
  }),
  connector('people', { roleArn: `${ROLE}/people`, serves: ALL, grants: PEOPLE }),
  connector('by-user', { account: 'by-user', roleArn: `${ROLE}/images`, serves: ALL }),
  connector('federated', {
    ...{ account: 'by-user', principalType: 'federated-user', access: 'push', serves: ['ecr', 'session', 'console'] },
    ...{ session: { name: 'ci-{run_id}' }, grants: [...JOBS, ...PEOPLE] },
  }),
  connector('session-token', {
    ...{ account: 'by-user', principalType: 'session-token', acknowledgeRisk: true, serves: ['ecr', 'session'] },
  }),
  connector('web', {
    ...{ principalType: 'web-identity', roleArn: `${ROLE}/web`, acknowledgeRisk: true, serves: ALL },
    ...{ session: SESSION, grants: FETCHED_JOBS },
  }),
  connector('saml', {
    ...{ principalType: 'saml', roleArn: `${ROLE}/saml`, acknowledgeRisk: true, serves: ['ecr', 'session'] },
    samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/idp',
  }),
  connector('provided', { account: 'service', principalType: 'provided' }),
  connector('token-life', { roleArn: `${ROLE}/token`, loginLifetime: 'token' }),
  connector('disabled', { roleArn: `${ROLE}/narrow`, enabled: false }),
  connector('no-such-role', { roleArn: `${ROLE}/no-such-role` }),
  connector('admins-only', { roleArn: `${ROLE}/narrow`, systemScope: false, grants: undefined }),
  connector('for-job', { roleArn: `${ROLE}/narrow`, access: 'pull', grants: [{ refreshJob: 'login-of-team-a' }] }),
  create('refresh-jobs', {
    ...{ id: 'login-of-team-a', connector: 'for-job', format: 'docker-config', enabled: false },
    destination: {
      type: 'ssm',
      arn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/portunus/dev/logins/team-a',
    },
  }),
];
