// What ends older sessions, on a second opinion of IAM's API. moto stores policies, and judges nobody by them.
import { CreateRoleCommand, CreateUserCommand, GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { revokeSessions } from '../../cli/direct/revoke.ts';
import { roleTarget, type Target } from '../../cli/revoke.ts';
import { hasMoto, startMoto } from '../support/moto.ts';

const ROLE = roleTarget('arn:aws:iam::123456789012:role/leaky');
const USER: Target = { ...ROLE, kind: 'user', name: 'deployer' };

describe.skipIf(!hasMoto())('revoking on moto', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let iam: IAMClient;

  beforeAll(async () => {
    moto = await startMoto();
    for (const service of ['IAM', 'STS']) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, moto.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    iam = new IAMClient({ region: 'us-east-1' });
    await iam.send(new CreateRoleCommand({ RoleName: 'leaky', AssumeRolePolicyDocument: '{"Statement":[]}' }));
    await iam.send(new CreateUserCommand({ UserName: 'deployer' }));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    iam?.destroy();
    moto?.stop();
  });

  it.each([ROLE, USER])('puts the policy of a $kind, reads it back, and leaves a later one alone', async (target) => {
    const [early, late] = [new Date('2026-11-27T09:30:00Z'), new Date('2026-11-27T10:30:00Z')];
    expect(await revokeSessions([target], early, 'eu-west-1')).toEqual([{ target, before: early, wasThere: false }]);
    expect(await revokeSessions([target], late, 'eu-west-1')).toEqual([{ target, before: late, wasThere: false }]);
    expect(await revokeSessions([target], early, 'eu-west-1')).toEqual([{ target, before: late, wasThere: true }]);
  });

  it('puts it under the name that the console uses', async () => {
    const input = { RoleName: 'leaky', PolicyName: 'AWSRevokeOlderSessions' };
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(input));
    expect(JSON.parse(decodeURIComponent(PolicyDocument)).Statement[0].Effect).toBe('Deny');
  });
});
