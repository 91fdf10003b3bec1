import { describe, expect, it } from 'vitest';
import {
  assume,
  assumedKeys,
  type Keys,
  LAMBDA,
  PULLER,
  ROLE,
  refusal,
  standIn,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const HUB = 'arn:aws:iam::111122223333:role/hub';
const TAGS = [{ Key: 'repo', Value: 'portunus' }];
function allow(...Action: string[]) {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: PULLER } });
}

/** A session of the hub role, which may go on to the puller. */
function hubKeys(input: Parameters<typeof assume>[0] = {}): Promise<Keys> {
  standIn.putRole({ arn: HUB, trustedPrincipals: [USER.arn], maxSessionDurationSeconds: 43_200 });
  standIn.putRole({ ...ROLE, trustedPrincipals: [HUB], maxSessionDurationSeconds: 43_200 });
  return assumedKeys({ RoleArn: HUB, RoleSessionName: 'hop', ...input }, USER);
}
function deniedFor(action: string) {
  return {
    ...refusal('AccessDenied', 403),
    message: `User: arn:aws:sts::111122223333:assumed-role/hub/hop is not authorized to perform: ${action} on resource: ${PULLER}`,
  };
}

describe('the second of two roles', () => {
  it('lasts an hour at most, whatever the first one had', async () => {
    const keys = await hubKeys({ DurationSeconds: 43_200 });
    await expect(assume({ DurationSeconds: 3600 }, keys)).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume({ DurationSeconds: 3601 }, keys)).rejects.toMatchObject({
      ...refusal('ValidationError', 400),
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    });
  });

  it('keeps the source identity of the first', async () => {
    const keys = await hubKeys({ SourceIdentity: 'octocat' });
    await expect(assume({}, keys)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
    await expect(assume({ SourceIdentity: 'octocat' }, keys)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
    await expect(assume({ SourceIdentity: 'other' }, keys)).rejects.toMatchObject(deniedFor('sts:SetSourceIdentity'));
  });

  it('inherits transitive tags and cannot be given them again', async () => {
    const keys = await hubKeys({ Tags: TAGS, TransitiveTagKeys: ['repo'] });
    await expect(assume({}, keys)).resolves.toMatchObject({ AssumedRoleUser: {} });
    const again = assume({ Tags: [{ Key: 'REPO', Value: 'other' }] }, keys);
    await expect(again).rejects.toMatchObject(refusal('InvalidParameterValue', 400));
  });

  it('can be given tags that were not transitive', async () => {
    const keys = await hubKeys({ Tags: TAGS });
    await expect(assume({ Tags: TAGS }, keys)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });
});

describe('the session policy of the first of two roles', () => {
  it('must allow the second', async () => {
    const keys = await hubKeys({ Policy: allow('sts:AssumeRole') });
    await expect(assume({}, keys)).resolves.toMatchObject({ AssumedRoleUser: {} });
    const others = await hubKeys({ Policy: allow('ecr:*') });
    await expect(assume({}, others)).rejects.toMatchObject(deniedFor('sts:AssumeRole'));
    const elsewhere = await hubKeys({ Policy: allow('sts:AssumeRole').replace('puller', 'other') });
    await expect(assume({}, elsewhere)).rejects.toMatchObject(deniedFor('sts:AssumeRole'));
  });

  it('must allow tags, passed or inherited', async () => {
    const keys = await hubKeys({ Policy: allow('sts:AssumeRole') });
    await expect(assume({ Tags: TAGS }, keys)).rejects.toMatchObject(deniedFor('sts:TagSession'));
    const transitive = { Tags: TAGS, TransitiveTagKeys: ['repo'] };
    const inheriting = await hubKeys({ ...transitive, Policy: allow('sts:AssumeRole') });
    await expect(assume({}, inheriting)).rejects.toMatchObject(deniedFor('sts:TagSession'));
    const tagging = await hubKeys({ ...transitive, Policy: allow('sts:AssumeRole', 'sts:TagSession') });
    await expect(assume({}, tagging)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('must allow a source identity, passed or kept', async () => {
    const keys = await hubKeys({ Policy: allow('sts:AssumeRole') });
    await expect(assume({ SourceIdentity: 'octocat' }, keys)).rejects.toMatchObject(deniedFor('sts:SetSourceIdentity'));
    const keeping = await hubKeys({ SourceIdentity: 'octocat', Policy: allow('sts:AssumeRole') });
    await expect(assume({}, keeping)).rejects.toMatchObject(deniedFor('sts:SetSourceIdentity'));
    const setting = await hubKeys({ Policy: allow('sts:AssumeRole', 'sts:SetSourceIdentity') });
    await expect(assume({ SourceIdentity: 'octocat' }, setting)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
  });
});

describe('the own policy of whoever assumes', () => {
  it('must allow it, of a role as of a user', async () => {
    const policy = JSON.parse(allow('ecr:*'));
    const keys = await hubKeys();
    standIn.putRole({ arn: HUB, trustedPrincipals: [USER.arn], policy });
    await expect(assume({}, keys)).rejects.toMatchObject(deniedFor('sts:AssumeRole'));
    standIn.putPrincipal({ ...USER, policy });
    await expect(assume({ RoleArn: HUB }, USER)).rejects.toMatchObject(refusal('AccessDenied', 403));
  });

  it('is not asked of a principal without one', async () => {
    await expect(assume({}, LAMBDA)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });
});
