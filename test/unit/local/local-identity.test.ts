import { describe, expect, it } from 'vitest';
import { readLocalIdentity } from '../../../local/api/local-identity.ts';

describe('PORTUNUS_LOCAL_IAM', () => {
  it.each([undefined, ''])('names nobody when it is %j', (text) => {
    expect(readLocalIdentity(text)).toBeUndefined();
  });

  it('names a role, whose session is called local and whose path STS drops', () => {
    expect(readLocalIdentity('arn:aws:iam::123456789012:role/teams/build-agents')).toMatchObject({
      accountId: '123456789012',
      userArn: 'arn:aws:sts::123456789012:assumed-role/build-agents/local',
      userId: expect.stringMatching(/^AROA[0-9A-F]{17}:local$/),
    });
  });

  it('names a session of a role', () => {
    expect(readLocalIdentity('arn:aws-cn:sts::123456789012:assumed-role/build-agents/i-0abc')).toMatchObject({
      userArn: 'arn:aws-cn:sts::123456789012:assumed-role/build-agents/i-0abc',
      userId: expect.stringMatching(/^AROA[0-9A-F]{17}:i-0abc$/),
    });
  });

  it.each([
    'build-agents',
    'arn:aws:iam::123456789012:user/ada',
    'arn:aws:iam::123456789012:root',
    'arn:aws:iam::123456789012:role/*',
    'arn:aws:iam::12345:role/build-agents',
    'arn:aws:sts::123456789012:federated-user/ada',
    'true',
  ])('is refused when it is %s', (text) => {
    expect(() => readLocalIdentity(text)).toThrow(/^PORTUNUS_LOCAL_IAM must be the ARN of a role/);
  });
});
