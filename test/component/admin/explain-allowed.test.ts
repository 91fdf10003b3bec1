import { describe, expect, it } from 'vitest';
import { SAMPLE_CLAIMS } from '../../../local/demo-issuer.ts';
import { useAdminService } from '../../support/admin.ts';

const service = useAdminService();
function explain(id: string, body: unknown) {
  return service.ask({ route: 'POST /connectors/{id}/explain', id, body });
}
function claims() {
  return { claims: { iss: 'https://ci.portunus.example', ...SAMPLE_CLAIMS } };
}

describe('what is allowed', () => {
  it('is told with what would be sent to STS and ECR', async () => {
    const { body } = await explain('shop-images', { ...claims(), durationSeconds: 1_800, region: 'eu-central-1' });
    expect([body.allowed, body.allowedBy, body.reason]).toEqual([true, 'grants[0]', undefined]);
    expect(body.session).toEqual({
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
      sessionName: 'ci-1296269-7351',
      sourceIdentity: '9919',
      tags: [{ key: 'repository', value: 'acme/shop' }],
      policy: { Version: '2012-10-17', Statement: expect.any(Array) },
      duration: { requestedSeconds: 1_800, grantedSeconds: 1_800 },
      region: 'eu-central-1',
      registryIds: ['123456789012'],
    });
  });

  it('has no external ID in it', async () => {
    const { externalId } = (await service.item('connector', 'shop-images'))?.definition ?? {};
    const answer = await explain('shop-images', claims());
    expect(answer.body.allowed).toBe(true);
    expect(answer.text).not.toContain(externalId);
  });

  it('is so for the administrator alone, where nobody else is named', async () => {
    const { body } = await explain('bakery-images', {});
    expect([body.allowed, body.allowedBy, body.caller]).toEqual([
      true,
      'administrator',
      { issuer: 'corp', subject: 'ada', kind: 'user', administrator: true },
    ]);
  });

  it('is not so for a role that administers, which needs a grant', async () => {
    const { body } = await service.ask({
      route: 'POST /connectors/{id}/explain',
      as: 'admin role',
      id: 'bakery-images',
      body: {},
    });
    expect([body.allowed, body.reason, body.caller.administrator]).toEqual([false, 'no_grant_matches', true]);
    expect(body.grants[0].conditions[0]).toEqual({
      condition: 'grants[0].issuer',
      held: false,
      expected: 'demo-ci',
      actual: '(iam)',
    });
  });
});
