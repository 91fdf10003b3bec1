// Answers of STS and ECR that are whole and well-formed, and wrong in one field.
import { describe, expect, it } from 'vitest';
import { auditOf } from '../../support/audit-records.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import type { Answer } from '../../support/service.ts';
import { useFaults, useService } from '../../support/use-service.ts';

const service = useService();
const { login, callsOf, expectNoSecret, expectNextToSucceed } = useFaults(service);
useNoTimeLimits();

const TWO = { registryIds: '123456789012,210987654321' };

async function expectNotBelieved(answer: Answer, stage: 'sts' | 'ecr') {
  expectProblem(answer, { status: 502, code: 'upstream_invalid', stage });
  expectNoSecret(answer.text);
  expect(callsOf('AssumeRole')).toHaveLength(1);
  expect(callsOf('GetAuthorizationToken')).toHaveLength(stage === 'sts' ? 0 : 1);
  expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['failed upstream_invalid']);
  await expectNextToSucceed();
}

describe('a session of STS', () => {
  /** The element with another text, or without the element. */
  const element = (name: string, text?: string) => (document: string) =>
    document.replace(new RegExp(`<${name}>[^<]*</${name}>`), text === undefined ? '' : `<${name}>${text}</${name}>`);
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const ROLE = 'arn:aws:sts::123456789012:assumed-role';

  it.each<readonly [string, (document: string) => string]>([
    ['without its token', element('SessionToken')],
    ['with an empty token', element('SessionToken', '')],
    ['without its secret key', element('SecretAccessKey')],
    ['with an empty secret key', element('SecretAccessKey', '')],
    ['without its key id', element('AccessKeyId')],
    ['with an empty key id', element('AccessKeyId', '')],
    ['that is empty', (document) => document.replace(/<Credentials>.*<\/Credentials>/s, '<Credentials/>')],
    ['without an end', element('Expiration')],
    ['with an end that is no time', element('Expiration', 'soon')],
    ['that has ended', element('Expiration', '2020-01-01T00:00:00Z')],
    ['that ends at once', (document) => element('Expiration', inSeconds(30))(document)],
    ['that lasts far too long', element('Expiration', '2099-01-01T00:00:00Z')],
    ['that lasts longer than asked for', (document) => element('Expiration', inSeconds(4_600))(document)],
    ['of nobody', (document) => document.replace(/<AssumedRoleUser>.*<\/AssumedRoleUser>/s, '')],
    ['of another role', element('Arn', `${ROLE}/bakery-images/ci-1296269-7351`)],
    [
      'of the same role in another account',
      element('Arn', 'arn:aws:sts::210987654321:assumed-role/shop-images/ci-1296269-7351'),
    ],
    [
      'of the same role in another partition',
      element('Arn', 'arn:aws-cn:sts::123456789012:assumed-role/shop-images/ci-1296269-7351'),
    ],
    ['of another name', element('Arn', `${ROLE}/shop-images/ci-1296269-7352`)],
    ['of another source identity', element('SourceIdentity', '1')],
    ['in an answer to something else', (document) => document.replaceAll('AssumeRoleResult', 'GetSessionTokenResult')],
  ])('%s is not used', async (_name, mutate) => {
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: { mutate } });
    await expectNotBelieved(await login(), 'sts');
  });

  it('that does not repeat the source identity is used: some emulators leave it out', async () => {
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: { mutate: element('SourceIdentity') } });
    expect((await login()).status).toBe(200);
  });
});

describe('a login of ECR', () => {
  type Entry = Record<string, unknown>;
  const answered = (document: string): Entry[] => JSON.parse(document).authorizationData;
  const entries = (change: (data: Entry[]) => unknown) => (document: string) =>
    JSON.stringify({ authorizationData: change(answered(document)) });
  const field = (name: string, value?: unknown) => entries(([first]) => [{ ...first, [name]: value }]);
  const tokenOf = (text: string) => Buffer.from(text).toString('base64');
  const inSeconds = (seconds: number) => Date.now() / 1000 + seconds;
  const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

  it.each<readonly [string, (document: string) => string]>([
    ['whose token is missing', field('authorizationToken')],
    ['whose token is empty', field('authorizationToken', '')],
    ['whose token is no base64', field('authorizationToken', 'not base64!')],
    ['whose token lacks its padding', field('authorizationToken', 'QVdTOnA')],
    ['whose token is of another alphabet', field('authorizationToken', 'QVdTOn9_f39_f39_')],
    ['whose token has no colon', field('authorizationToken', tokenOf('AWSpassword'))],
    ['whose user is another', field('authorizationToken', tokenOf('Bob:password'))],
    ['whose user is empty', field('authorizationToken', tokenOf(':password'))],
    ['whose user is in lower case', field('authorizationToken', tokenOf('aws:password'))],
    ['whose password is empty', field('authorizationToken', tokenOf('AWS:'))],
    ['whose password has a line break', field('authorizationToken', tokenOf('AWS:pass\nword'))],
    ['whose password is not ASCII', field('authorizationToken', tokenOf('AWS:p\u00e4ssword'))],
    ['that has ended', field('expiresAt', 1_600_000_000)],
    ['that ends at once', (document) => field('expiresAt', inSeconds(30))(document)],
    ['that lasts far too long', (document) => field('expiresAt', inSeconds(90_000))(document)],
    ['without an end', field('expiresAt')],
    ['whose end is null', field('expiresAt', null)],
    ['whose end is no time', field('expiresAt', 'soon')],
    ['without an endpoint', field('proxyEndpoint')],
    ['of another registry', field('proxyEndpoint', 'https://210987654321.dkr.ecr.eu-west-1.amazonaws.com')],
    ['of another region', field('proxyEndpoint', 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com')],
    ['of another host', field('proxyEndpoint', 'https://registry.example')],
    ['of another partition’s host', field('proxyEndpoint', `https://${HOST}.cn`)],
    ['of a host that only begins so', field('proxyEndpoint', `https://${HOST}.evil.example`)],
    ['of a host behind a user', field('proxyEndpoint', `https://${HOST}@evil.example`)],
    ['over http', field('proxyEndpoint', `http://${HOST}`)],
    ['without a scheme', field('proxyEndpoint', HOST)],
    ['with a port', field('proxyEndpoint', `https://${HOST}:8443`)],
    ['with a path', field('proxyEndpoint', `https://${HOST}/v2`)],
    ['with a line break', field('proxyEndpoint', `https://${HOST}\n`)],
    ['beside another', entries(([first]) => [first, first])],
    ['that is null', entries(() => [null])],
    ['that is a text', entries(() => ['x'])],
    ['in no list', entries(([first]) => first)],
    ['in null', entries(() => null)],
    ['in nothing', () => '{}'],
    ['in an answer of null', () => 'null'],
    ['in an answer that is a list', () => '[]'],
  ])('%s is not released', async (_name, mutate) => {
    service.aws.standIn.faults.inject({ action: 'GetAuthorizationToken', fault: { mutate } });
    await expectNotBelieved(await login(), 'ecr');
  });

  it.each<readonly [string, (document: string) => string]>([
    ['one too few', entries(([first]) => [first])],
    ['one too many', entries(([first, second]) => [first, second, second])],
    ['one of them twice', entries(([first]) => [first, first])],
    [
      'one of another registry',
      entries(([first, second]) => [
        first,
        { ...second, proxyEndpoint: 'https://333333333333.dkr.ecr.eu-west-1.amazonaws.com' },
      ]),
    ],
  ])('for two registries must be two: %s is refused whole', async (_name, mutate) => {
    service.aws.standIn.faults.inject({ action: 'GetAuthorizationToken', fault: { mutate } });
    await expectNotBelieved(await login(undefined, TWO), 'ecr');
  });

  it('for two registries is given in the order asked for, whatever the order of the answer', async () => {
    const mutate = entries((data) => data.reverse());
    service.aws.standIn.faults.inject({ action: 'GetAuthorizationToken', fault: { mutate } });
    const { body } = await login(undefined, TWO);
    const issued = service.aws.standIn.issued.at(-1);
    const passwords =
      issued?.action === 'GetAuthorizationToken' ? issued.authorizations.map((one) => one.password) : [];
    expect(body.credentials).toMatchObject([
      { registryId: '123456789012', password: passwords[0] },
      { registryId: '210987654321', password: passwords[1] },
    ]);
  });
});
