// Bad input about principal types and narrowing, through the deployed bundle: a clear 400 that names the field.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { auditOf } from '../../support/audit-records.ts';
import { putConnector } from '../../support/batch.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, postLogin, sampleEvent, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const HOP = 'arn:aws:iam::210987654321:role/portunus/deploy';
const SAML = 'arn:aws:iam::123456789012:saml-provider/corp';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
const NONE = { externalId: undefined, session: undefined, regions: undefined };
const service = useStarted(() => startService({}, { PORTUNUS_ALLOW_PROVIDED: 'true' }));
let token: string;

beforeAll(async () => {
  await putAccount('user', { credentials: { source: 'iam-user', secretArn: SECRET } });
  await putAccount('own', { awsAccountId: '111122223333' });
  await putConnector(service, 'pull-only', { access: 'pull', roleArns: [HOP] });
  const user = { ...NONE, account: 'user', roleArn: undefined };
  await putConnector(service, 'as-session', { ...user, principalType: 'session-token', acknowledgeRisk: true });
  await putConnector(service, 'as-user', { ...user, principalType: 'federated-user', access: 'pull' });
  await putConnector(service, 'as-free-user', { ...user, principalType: 'federated-user', omitPolicy: true });
  const own = { ...NONE, account: 'own', roleArn: undefined, principalType: 'provided', loginLifetime: 'token' };
  await putConnector(service, 'as-service', own);
  const proven = { ...NONE, acknowledgeRisk: true };
  await putConnector(service, 'as-saml', { ...proven, principalType: 'saml', samlProviderArn: SAML });
  await putConnector(service, 'as-web', { ...proven, principalType: 'web-identity' });
  await putConnector(service, 'handed-out', { serves: ['session'] });
  token = await service.aws.issuer.mint();
});
beforeEach(() => void service.aws.standIn.calls.splice(0));

/** As the sample's account, with other fields. */
async function putAccount(id: string, overrides: Record<string, unknown>) {
  const { GetItemCommand, PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const TableName = 'portunus-local-definitions';
  const Key = { kind: { S: 'account' }, id: { S: 'build' } };
  const { Item = {} } = await service.aws.dynamoDb.send(new GetItemCommand({ TableName, Key }));
  const definition = { S: JSON.stringify({ ...JSON.parse(Item.definition?.S ?? ''), id, ...overrides }) };
  await service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item: { ...Item, id: { S: id }, definition } }));
}

async function expectRefused(event: HttpEvent, fields: readonly string[]) {
  const answer = await service.invoke('issue', event);
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields });
  expect(service.aws.standIn.calls).toEqual([]);
  expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['refused invalid_request']);
}
function onRoute(event: HttpEvent, id: string): HttpEvent {
  return { ...event, pathParameters: { id } };
}

describe('a request for a login', () => {
  it.each<[string, Record<string, unknown>, string?]>([
    ['externalId', { externalId: 'portunus-1' }],
    ['sessionName', { sessionName: 'root' }],
    ['sourceIdentity', { sourceIdentity: 'root' }],
    ['policy', { policy: {} }],
    ['policyArns', { policyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }],
    ['registries', { registries: ['123456789012'] }],
    ['tags', { tags: { team: 'root' } }],
    ['roleArn', { roleArn: HOP }],
    ['roleArn', { roleArn: 'arn:aws:iam::210987654321:role/portunus/other' }, 'pull-only'],
    ['roleArn', { roleArn: `${HOP}/` }, 'pull-only'],
    ['roleArn', { roleArn: HOP.replace('deploy', 'DEPLOY') }, 'pull-only'],
    ['roleArn', { roleArn: 'arn:aws:iam::210987654321:role/*' }, 'pull-only'],
    ['durationSeconds', { durationSeconds: 899 }],
    ['durationSeconds', { durationSeconds: 43_201 }],
    ['durationSeconds', { durationSeconds: 129_601 }, 'as-user'],
    ['durationSeconds', { durationSeconds: 900.5 }],
    ['durationSeconds', { durationSeconds: '900' }],
    ['durationSeconds', { durationSeconds: 900 }, 'as-service'],
    ['region', { region: 'cn-north-1' }],
    ['region', { region: 'us-gov-west-1' }],
    ['region', { region: 'eusc-de-east-1' }],
    ['region', { region: 'us-iso-east-1' }],
    ['region', { region: 'us-east-1' }],
    ['registryIds[0]', { registryIds: ['12345678901'] }],
    ['registryIds[0]', { registryIds: [123456789012] }],
    ['samlAssertion', { samlAssertion: 'PHNhbWw+' }],
    ['samlAssertion', { samlAssertion: 'PHNhbWw+' }, 'as-user'],
    ['samlAssertion', { samlAssertion: 'PHNhbWw+' }, 'as-web'],
    ['samlAssertion', { samlAssertion: '<saml/>' }, 'as-saml'],
    ['samlAssertion', {}, 'as-saml'],
    ['mfaSerial', { mfaCode: '123456' }, 'as-session'],
    ['mfaCode', { mfaSerial: 'arn:aws:iam::123456789012:mfa/ada' }, 'as-session'],
    ['mfaCode', { mfaSerial: 'arn:aws:iam::123456789012:mfa/ada', mfaCode: 123456 }, 'as-session'],
    ['mfaCode', { mfaSerial: 'arn:aws:iam::123456789012:mfa/ada', mfaCode: '12345' }, 'as-session'],
    ['mfaCode', { mfaSerial: 'arn:aws:iam::123456789012:mfa/ada', mfaCode: '123456' }],
    ['mfaCode', { mfaSerial: 'arn:aws:iam::123456789012:mfa/ada', mfaCode: '123456' }, 'as-user'],
    ['access', { access: 'push' }, 'pull-only'],
    ['access', { access: 'push' }, 'as-user'],
    ['access', { access: 'pull' }, 'as-session'],
    ['access', { access: 'pull' }, 'as-free-user'],
    ['access', { access: 'pull' }, 'as-service'],
    ['repositories', { repositories: ['team-a/*'] }, 'as-session'],
    ['repositories', { repositories: ['team-a/*'] }, 'as-free-user'],
    ['repositories', { repositories: ['team-a/*'] }, 'as-service'],
    ['roleArn', { roleArn: HOP }, 'as-service'],
    ['repositories', { repositories: [] }],
    ['repositories', { repositories: 'team-a' }],
    ['repositories', { repositories: Array.from({ length: 21 }, (_, index) => `r${index}`) }],
  ])('names %s of %j, for %s', (field, body, id) => expectRefused(postLogin(token, body, id), [field]));

  it.each([
    '?',
    'a?',
    `\${aws:username}`,
    `a/\${x}`,
    '"',
    'a","Resource":"*',
    "a'b",
    'a\\b',
    'a b',
    'A',
    'é',
    '',
    'a\n',
  ])('takes no repository such as %j', (pattern) =>
    expectRefused(postLogin(token, { repositories: ['ok', pattern] }), ['repositories[1]']),
  );

  it.each(['arn:aws:ecr:*:*:repository/x', '*:repository/*', '[a]', '{a}', 'a,b', 'a'.repeat(257)])(
    'nor such as %j',
    (pattern) => expectRefused(postLogin(token, { repositories: [pattern] }), ['repositories[0]']),
  );

  it.each(['samlAssertion', 'mfaCode', 'mfaSerial'])('has no %s in its address, which is logged on the way', (name) =>
    expectRefused(getLogin(token, { [name]: '123456789' }), [name]),
  );

  it('names all that can not be narrowed', () =>
    expectRefused(postLogin(token, { access: 'pull', repositories: ['a'] }, 'as-session'), ['access', 'repositories']));
});

describe('a request on another route', () => {
  const post = (routeKey: string, body: unknown, id: string): HttpEvent => ({
    ...postLogin(token, body, id),
    routeKey,
  });
  const PUBLIC = 'POST /v1/connectors/{id}/ecr-public/credentials';
  const SESSION = 'POST /v1/connectors/{id}/credentials';
  it.each<readonly [string, string, Record<string, unknown>]>([
    ['region', PUBLIC, { region: 'us-east-1' }],
    ['registryIds', PUBLIC, { registryIds: ['123456789012'] }],
    ['samlAssertion', SESSION, { samlAssertion: 'PHNhbWw+' }],
    ['region', SESSION, { region: 'eu-west-1' }],
    ['registryIds', SESSION, { registryIds: ['123456789012'] }],
    ['namespace', SESSION, { namespace: 'x' }],
    ['externalId', SESSION, { externalId: 'x' }],
    ['access', SESSION, { access: 'root' }],
  ])('names %s: %s', (field, routeKey, body) => expectRefused(post(routeKey, body, 'handed-out'), [field]));

  it.each(['samlAssertion', 'mfaCode', 'format', 'region', 'durationSeconds'])(
    'names %s where only an identity is asked for',
    (name) => {
      const event = onRoute(sampleEvent('issue/caller-identity', token), 'handed-out');
      return expectRefused({ ...event, queryStringParameters: { [name]: '900' } }, [name]);
    },
  );
});
