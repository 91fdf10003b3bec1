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

describe('a trust policy as IAM stores it', () => {
  const Principal = { AWS: 'arn:aws:iam::111122223333:root' };
  const ArnLike = { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/portunus-*' };
  const StringEquals = { 'sts:ExternalId': 'tenant-7' };
  const CARRIED = ['sts:TagSession', 'sts:SetSourceIdentity'];
  const ASSUME = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition: { StringEquals, ArnLike } };
  const CARRY = { Effect: 'Allow', Principal, Action: CARRIED, Condition: { ArnLike } };
  const WITH_TAGS = { ExternalId: 'tenant-7', Tags: [{ Key: 'repo', Value: 'portunus' }] };
  const trusting = (...Statement: readonly object[]) =>
    standIn.putRole({ ...ROLE, trustedPrincipals: [], trustPolicy: { Version: '2012-10-17', Statement } });
  const deniedTo = (action: string) => ({
    ...refusal('AccessDenied', 403),
    message: DENIED_MESSAGE.replace('sts:AssumeRole', action),
  });

  it('has the external ID in the context of AssumeRole alone, so tags need a statement without it', async () => {
    trusting({ ...ASSUME, Action: ['sts:AssumeRole', ...CARRIED] });
    await expect(assume({ ExternalId: 'tenant-7' })).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume(WITH_TAGS)).rejects.toMatchObject(deniedTo('sts:TagSession'));
    const named = { ExternalId: 'tenant-7', SourceIdentity: 'octocat' };
    await expect(assume(named)).rejects.toMatchObject(deniedTo('sts:SetSourceIdentity'));
    trusting(ASSUME, CARRY);
    await expect(assume({ ...WITH_TAGS, ...named })).resolves.toMatchObject({ SourceIdentity: 'octocat' });
  });

  it('is useless in its second statement to whom the first does not let in', async () => {
    trusting(ASSUME, CARRY);
    await expect(assume({ ...WITH_TAGS, ExternalId: 'tenant-8' })).rejects.toMatchObject(deniedTo('sts:AssumeRole'));
    trusting(CARRY);
    await expect(assume(WITH_TAGS)).rejects.toMatchObject(deniedTo('sts:AssumeRole'));
  });

  it('names its principals', async () => {
    trusting({ ...ASSUME, Principal: { AWS: ['arn:aws:iam::999999999999:root', USER.arn] } });
    await expect(assume({ ExternalId: 'tenant-7' })).rejects.toMatchObject(deniedTo('sts:AssumeRole'));
    trusting({ ...ASSUME, Principal: { Service: 'lambda.amazonaws.com' } });
    await expect(assume({ ExternalId: 'tenant-7' })).rejects.toMatchObject(deniedTo('sts:AssumeRole'));
    trusting({ ...ASSUME, Principal: '*' });
    await expect(assume({ ExternalId: 'tenant-7' })).resolves.toMatchObject({ AssumedRoleUser: {} });
  });
});
