// Fields of a body that are wrong in one thing, through the deployed bundle.
import { beforeAll, describe, expect, it } from 'vitest';
import { postLogin } from '../../support/service.ts';
import { refusalsOf, useService } from '../../support/use-service.ts';

let token: string;
const service = useService();
const expectRefused = refusalsOf(service);
beforeAll(() => {
  token = service.token;
});

describe('a field of a body', () => {
  it.each<readonly [string, string, string]>([
    ['a duration of 1e9', '{"durationSeconds":1e9}', 'durationSeconds'],
    ['a negative duration', '{"durationSeconds":-1}', 'durationSeconds'],
    ['a duration with a fraction', '{"durationSeconds":900.5}', 'durationSeconds'],
    ['a duration as text', '{"durationSeconds":"900"}', 'durationSeconds'],
    ['a duration below the least', '{"durationSeconds":899}', 'durationSeconds'],
    ['a duration above the most of a role', '{"durationSeconds":43201}', 'durationSeconds'],
    ['a duration above the most of all', '{"durationSeconds":129601}', 'durationSeconds'],
    ['a duration beyond 2^53', '{"durationSeconds":9007199254740993}', 'durationSeconds'],
    ['an infinite duration', '{"durationSeconds":1e400}', 'durationSeconds'],
    ['a duration of null', '{"durationSeconds":null}', 'durationSeconds'],
    ['an unknown property', '{"verbose":true}', 'verbose'],
    ['a prototype', '{"__proto__":{"durationSeconds":900}}', '__proto__'],
    ['a constructor', '{"constructor":{}}', 'constructor'],
    ['the id', '{"id":"bakery-images"}', 'id'],
    ['the id by its inner name', '{"connectorId":"bakery-images"}', 'connectorId'],
    ['a token', '{"token":"x"}', 'token'],
    ['a region of another type', '{"region":["eu-west-1"]}', 'region'],
    ['a region nested ten deep', `{"region":${'['.repeat(9)}${']'.repeat(9)}}`, 'region'],
    ['registries as one text', '{"registryIds":"123456789012"}', 'registryIds'],
    ['no registries', '{"registryIds":[]}', 'registryIds'],
    ['a registry as a number', '{"registryIds":[123456789012]}', 'registryIds[0]'],
    ['a registry of 11 digits', '{"registryIds":["123456789012","12345678901"]}', 'registryIds[1]'],
    ['a registry of 13 digits', '{"registryIds":["1234567890123"]}', 'registryIds[0]'],
    ['a registry of null', '{"registryIds":[null]}', 'registryIds[0]'],
    ['a registry twice', '{"registryIds":["123456789012","123456789012"]}', 'registryIds'],
    ['a namespace, which this version does not have', '{"namespace":"x"}', 'namespace'],
    ['a role that is none', '{"roleArn":"x"}', 'roleArn'],
    ['a role of null', '{"roleArn":null}', 'roleArn'],
    ['several roles', '{"roleArn":["arn:aws:iam::123456789012:role/x"]}', 'roleArn'],
    ['a role that is not of the connector', '{"roleArn":"arn:aws:iam::123456789012:role/x"}', 'roleArn'],
    ['an access that is none', '{"access":"x"}', 'access'],
    ['an access of null', '{"access":null}', 'access'],
    ['repositories as one text', '{"repositories":"shop/*"}', 'repositories'],
    ['repositories of null', '{"repositories":null}', 'repositories'],
    ['no repositories', '{"repositories":[]}', 'repositories'],
    ['a repository in capitals', '{"repositories":["shop","Shop"]}', 'repositories[1]'],
    ['a repository twice', '{"repositories":["shop","shop"]}', 'repositories'],
    ['a repository with a variable', `{"repositories":["\${aws:username}"]}`, 'repositories[0]'],
    ['an assertion that is not base64', '{"samlAssertion":"<saml/>"}', 'samlAssertion'],
    ['an assertion with line breaks', '{"samlAssertion":"AAAA\\nAAAA"}', 'samlAssertion'],
    ['an assertion of three characters', '{"samlAssertion":"AAA"}', 'samlAssertion'],
    ['an assertion of null', '{"samlAssertion":null}', 'samlAssertion'],
    ['an assertion that the connector does not take', '{"samlAssertion":"AAAA"}', 'samlAssertion'],
    ['an MFA code alone', '{"mfaCode":"123456"}', 'mfaSerial'],
    ['an MFA device alone', '{"mfaSerial":"GAHT12345678"}', 'mfaCode'],
    ['an MFA code of 5 digits', '{"mfaSerial":"GAHT12345678","mfaCode":"12345"}', 'mfaCode'],
    ['an MFA code of 7 digits', '{"mfaSerial":"GAHT12345678","mfaCode":"1234567"}', 'mfaCode'],
    ['an MFA code as a number', '{"mfaSerial":"GAHT12345678","mfaCode":123456}', 'mfaCode'],
    ['an MFA device of 8 characters', '{"mfaSerial":"GAHT1234","mfaCode":"123456"}', 'mfaSerial'],
    ['an MFA code that the connector does not take', '{"mfaSerial":"GAHT12345678","mfaCode":"123456"}', 'mfaCode'],
    ['a format of another type', '{"format":1}', 'format'],
  ])('that is %s is refused by its name', async (_name, body, field) => {
    await expectRefused(postLogin(token, body), 400, 'invalid_request', [field]);
  });

  it('must not list eleven registries', async () => {
    const registryIds = Array.from({ length: 11 }, (_, index) => `1234567890${10 + index}`);
    await expectRefused(postLogin(token, { registryIds }), 400, 'invalid_request', ['registryIds']);
    const answer = await service.invoke('issue', postLogin(token, { registryIds: registryIds.slice(0, 10) }));
    expect([answer.status, answer.body.credentials.length]).toEqual([200, 10]);
  });

  it('must not list twenty-one repositories', async () => {
    const repositories = Array.from({ length: 21 }, (_, index) => `shop-${index}`);
    await expectRefused(postLogin(token, { repositories }), 400, 'invalid_request', ['repositories']);
    const answer = await service.invoke('issue', postLogin(token, { repositories: repositories.slice(0, 20) }));
    expect([answer.status, answer.body.connectorId]).toEqual([200, 'shop-images']);
  });

  it.each([{ access: 'pull' }, { access: 'push' }, { repositories: ['shop/*', '*'] }])(
    'may narrow the login: %j',
    async (body) => {
      const answer = await service.invoke('issue', postLogin(token, body));
      expect([answer.status, answer.body.connectorId]).toEqual([200, 'shop-images']);
    },
  );

  it('may be a format that is unknown: then the answer has no form', async () => {
    await expectRefused(postLogin(token, { format: 'xml' }), 406, 'format_unknown', ['format']);
  });

  it('must not stand in the query of a POST', async () => {
    const event = { ...postLogin(token, '{}'), queryStringParameters: { region: 'eu-west-1', format: 'json' } };
    await expectRefused(event, 400, 'invalid_request', ['region', 'format']);
  });

  it.each([900, 43_200])('may be a duration of %i seconds', async (durationSeconds) => {
    const answer = await service.invoke('issue', postLogin(token, { durationSeconds }));
    expect([answer.status, answer.body.duration.requestedSeconds]).toEqual([200, durationSeconds]);
  });
});
