import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGetRegistryLogins } from '../../../shared/aws/ecr-logins.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall } from '../../support/builders.ts';
import { thrownBy } from '../../support/tokens.ts';

const session = {
  accessKeyId: 'ASIAEXAMPLE000000001',
  secretAccessKey: new Secret('secret'),
  sessionToken: new Secret('token'),
  arn: 'arn:aws:sts::123456789012:assumed-role/team-a/ci-1',
  expiresAt: new Date(Date.now() + 3_600_000),
};

let before: string | undefined;
beforeEach(() => {
  before = process.env.AWS_ENDPOINT_URL_ECR;
  // RFC 6761: this name never exists, wherever the test runs.
  process.env.AWS_ENDPOINT_URL_ECR = 'http://api.ecr.eu-wset-1.invalid';
});
afterEach(() => {
  if (before === undefined) delete process.env.AWS_ENDPOINT_URL_ECR;
  else process.env.AWS_ENDPOINT_URL_ECR = before;
});

it('a region that is none is refused, and not called unavailable: its endpoint has no name', async () => {
  const login = createGetRegistryLogins()({ region: 'eu-wset-1', registryIds: ['123456789012'] }, session, aCall());
  const { code, reason } = await thrownBy(login);
  // Where there is no DNS at all, nothing can be told of the name.
  expect([
    ['ecr_refused', 'ENOTFOUND: there is no ECR in this region, which has the form of one'],
    ['ecr_unavailable', 'EAI_AGAIN'],
  ]).toContainEqual([code, reason]);
});
