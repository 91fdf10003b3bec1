// A sign-in link to the console: what is asked for it, and how.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGetConsoleUrl } from '../../../../shared/aws/sts/console-url.ts';
import type { Partition } from '../../../../shared/domain/aws.ts';
import { aCall } from '../../../support/builders.ts';
import { aSession, SIGNIN_TOKEN, type SigninEndpoint, startSigninEndpoint } from '../../../support/signin-endpoint.ts';

let endpoint: SigninEndpoint;
beforeEach(async () => {
  endpoint = await startSigninEndpoint();
});
afterEach(() => {
  vi.restoreAllMocks();
  endpoint.stop();
});

function create(asked: object = {}) {
  return createGetConsoleUrl(endpoint.url)({ partition: 'aws', region: 'eu-west-1', ...asked }, aSession, aCall());
}

// IAM user guide, "Enable custom identity broker access to the AWS console".
describe('a sign-in link', () => {
  it('is made of the token that the endpoint gives for the session', async () => {
    const link = new URL((await create()).reveal());
    expect(`${link.origin}${link.pathname}`).toBe(`${endpoint.url}/federation`);
    expect(Object.fromEntries(link.searchParams)).toEqual({
      Action: 'login',
      Destination: 'https://console.aws.amazon.com/',
      SigninToken: SIGNIN_TOKEN,
    });
  });

  it('is asked for with the session in the body, and nothing of it in the address', async () => {
    await create();
    expect(endpoint.received).toHaveLength(1);
    const [{ method, url, type, body } = { method: '', url: '', type: '', body: '' }] = endpoint.received;
    expect([method, url]).toEqual(['POST', '/federation']);
    expect(type).toMatch(/^application\/x-www-form-urlencoded/);
    const fields = Object.fromEntries(new URLSearchParams(body));
    expect({ ...fields, Session: JSON.parse(fields.Session ?? '') }).toEqual({
      Action: 'getSigninToken',
      Session: {
        sessionId: 'ASIAEXAMPLE000000001',
        sessionKey: aSession.secretAccessKey.reveal(),
        sessionToken: aSession.sessionToken.reveal(),
      },
    });
  });

  it('is asked for with a duration where there is one', async () => {
    await create({ durationSeconds: 7_200 });
    expect(new URLSearchParams(endpoint.received[0]?.body).get('SessionDuration')).toBe('7200');
  });

  it('prints as a secret: who has it is signed in', async () => {
    expect(JSON.stringify([await create()])).toBe('["[secret]"]');
  });

  it.each<readonly [Partition, string, string, string]>([
    ['aws', 'eu-west-1', 'https://eu-west-1.signin.aws.amazon.com', 'https://console.aws.amazon.com/'],
    ['aws', 'us-east-1', 'https://us-east-1.signin.aws.amazon.com', 'https://console.aws.amazon.com/'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.signin.amazonaws.cn', 'https://console.amazonaws.cn/'],
    [
      'aws-us-gov',
      'us-gov-west-1',
      'https://us-gov-west-1.signin.amazonaws-us-gov.com',
      'https://console.amazonaws-us-gov.com/',
    ],
    [
      'aws-eusc',
      'eusc-de-east-1',
      'https://eusc-de-east-1.signin.amazonaws-eusc.eu',
      'https://console.amazonaws-eusc.eu/',
    ],
  ])('is of its partition: %s, %s', async (partition, region, host, destination) => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => Response.json({ SigninToken: SIGNIN_TOKEN }));
    const link = new URL((await createGetConsoleUrl()({ partition, region }, aSession, aCall())).reveal());
    expect(fetched.mock.calls.map(([url]) => url)).toEqual([`${host}/federation`]);
    expect([link.origin, link.searchParams.get('Destination')]).toEqual([host, destination]);
  });
});
