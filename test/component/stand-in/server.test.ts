import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Principal, Role } from '../../../local/stand-in/core/state.ts';
import { startStandIn } from '../../../local/stand-in/server.ts';
import { eventually } from '../../support/eventually.ts';
import { configOf, LAMBDA, NOW, PULLER, ROLE, standIn, USER, useStandIn } from '../../support/stand-in.ts';

useStandIn();

describe('the server', () => {
  const MIB = 1024 * 1024;
  const post = async (length: number) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=GetCallerIdentity&Version=2011-06-15&x='.padEnd(length, 'x');
    return (await fetch(standIn.url, { method: 'POST', headers, body })).status;
  };

  it('reads a body of 1 MiB and no more', async () => {
    expect(await post(MIB)).toBe(403);
    expect(await post(MIB + 1)).toBe(413);
  });

  it('refuses a request that is no call', async () => {
    expect((await fetch(standIn.url)).status).toBe(400);
  });

  it('takes its time when told so', async () => {
    const slow = await startStandIn({ principals: [USER], serviceTimesMs: { AssumeRole: 600_000 }, now: () => NOW });
    const client = new STSClient({ ...configOf(USER, 'eu-west-1'), endpoint: slow.url });
    await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Arn: USER.arn });
    const command = new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42' });
    const outcome = expect(client.send(command)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await eventually(() => expect(slow.calls).toHaveLength(2));
    await slow.stop();
    await outcome;
  });

  it('stops twice without harm', async () => {
    await standIn.stop();
    await expect(standIn.stop()).resolves.toBeUndefined();
  });

  it('does not take a port that is in use', async () => {
    await expect(startStandIn({ principals: [], port: standIn.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  const { sessionToken: _token, ...tokenless } = LAMBDA;
  it.each<[string, Principal[]]>([
    ['a session without token', [tokenless]],
    ['a user with a token', [{ ...USER, sessionToken: 'token' }]],
    ['an ARN of another kind', [{ ...USER, arn: LAMBDA.arn }]],
    ['one access key for two', [USER, USER]],
  ])('does not start with %s', async (_name, principals) => {
    await expect(startStandIn({ principals })).rejects.toThrow(RangeError);
  });

  it.each<[string, Partial<Role>]>([
    ['no role ARN', { arn: USER.arn }],
    ['a maximum of 3,599', { maxSessionDurationSeconds: 3599 }],
    ['a maximum of 43,201', { maxSessionDurationSeconds: 43201 }],
    ['everybody as principal', { trustedPrincipals: ['*'] }],
    ['a principal of another partition', { trustedPrincipals: ['arn:aws-cn:iam::111122223333:role/portunus'] }],
  ])('does not take a role with %s', (_name, change) => {
    expect(() => standIn.putRole({ ...ROLE, ...change })).toThrow(RangeError);
  });
});
