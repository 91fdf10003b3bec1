import { describe, expect, it } from 'vitest';
import {
  assume,
  assumedKeys,
  DENIED_MESSAGE,
  PULLER,
  ROLE,
  refusal,
  standIn,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

describe('trust', () => {
  const denied = refusal('AccessDenied', 403);
  const deniedFor = (action: string) => ({ ...denied, message: DENIED_MESSAGE.replace('sts:AssumeRole', action) });
  const TAGS = [{ Key: 'repo', Value: 'portunus' }];

  it('says the same of an unknown role, a closed one and a wrong external ID', async () => {
    const unknown = await assume({ RoleArn: 'arn:aws:iam::444455556666:role/ci/pullet' }).catch(
      (error) => error.message,
    );
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn] });
    await expect(assume()).rejects.toMatchObject({ ...denied, message: DENIED_MESSAGE });
    standIn.putRole({ ...ROLE, externalId: 'tenant-7' });
    await expect(assume()).rejects.toMatchObject({ ...denied, message: DENIED_MESSAGE });
    await expect(assume({ ExternalId: 'Tenant-7' })).rejects.toMatchObject({ ...denied, message: DENIED_MESSAGE });
    expect(unknown).toBe(DENIED_MESSAGE.replace(/puller$/, 'pullet'));
  });

  it('asks for the path of the role', async () => {
    await expect(assume({ RoleArn: 'arn:aws:iam::444455556666:role/puller' })).rejects.toMatchObject(denied);
  });

  it('accepts the exact external ID', async () => {
    standIn.putRole({ ...ROLE, externalId: 'tenant-7' });
    await expect(assume({ ExternalId: 'tenant-7' })).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it("knows a caller's role by its path", async () => {
    const arn = 'arn:aws:iam::111122223333:role/service/portunus-issue';
    standIn.putRole({ arn, trustedPrincipals: [] });
    await expect(assume()).rejects.toMatchObject(denied);
    standIn.putRole({ ...ROLE, trustedPrincipals: [arn] });
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('lets a role refuse tags and source identities', async () => {
    standIn.putRole({ ...ROLE, allowTagSession: false, allowSetSourceIdentity: false });
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume({ Tags: TAGS })).rejects.toMatchObject(deniedFor('sts:TagSession'));
    await expect(assume({ SourceIdentity: 'octocat' })).rejects.toMatchObject(deniedFor('sts:SetSourceIdentity'));
  });

  it('lets a role require tags', async () => {
    standIn.putRole({ ...ROLE, requiredTags: ['repo'] });
    await expect(assume({ Tags: TAGS })).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume()).rejects.toMatchObject(deniedFor('sts:AssumeRole'));
    await expect(assume({ Tags: [{ Key: 'Repo', Value: '' }] })).rejects.toMatchObject(denied);
  });

  it('gives an IAM user the whole maximum of the role', async () => {
    const answer = await assume({ DurationSeconds: 7200 }, USER);
    expect(answer.Credentials?.Expiration).toEqual(new Date('2026-11-21T14:00:00Z'));
    await expect(assume({ DurationSeconds: 7201 }, USER)).rejects.toMatchObject(refusal('ValidationError', 400));
  });

  it('carries source identity and transitive tags along a chain', async () => {
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn, PULLER] });
    const keys = await assumedKeys({ SourceIdentity: 'octocat', Tags: TAGS, TransitiveTagKeys: ['repo'] }, USER);
    await expect(assume({}, keys)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
    await expect(assume({ SourceIdentity: 'other' }, keys)).rejects.toMatchObject(denied);
    await expect(assume({ Tags: TAGS }, keys)).rejects.toMatchObject(refusal('InvalidParameterValue', 400));
    await expect(assume({ DurationSeconds: 3601 }, keys)).rejects.toMatchObject(refusal('ValidationError', 400));
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn, PULLER], allowTagSession: false });
    await expect(assume({}, keys)).rejects.toMatchObject(denied);
  });
});
