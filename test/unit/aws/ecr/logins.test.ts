import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGetRegistryLogins } from '../../../../shared/aws/ecr/logins.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { aCall } from '../../../support/builders.ts';
import { thrownBy } from '../../../support/tokens.ts';

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

it('refuses a region that does not exist, instead of reporting it as unavailable', async () => {
  const login = createGetRegistryLogins()({ region: 'eu-wset-1', registryIds: ['123456789012'] }, session, aCall());
  const { code, reason } = await thrownBy(login);
  // Where there is no DNS at all, nothing can be told of the name.
  expect([
    ['ecr_refused', 'ENOTFOUND: there is no ECR in this region, which has the form of one'],
    ['ecr_unavailable', 'EAI_AGAIN'],
  ]).toContainEqual([code, reason]);
});

// With AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT another endpoint is asked; AWS does not say what it answers.
describe('the registry that ECR names', () => {
  const answering = async (region: string, proxyEndpoint: string) => {
    const authorizationToken = Buffer.from('AWS:password').toString('base64');
    const expiresAt = Math.floor(aCall().now().getTime() / 1_000) + 43_200;
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint }] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env.AWS_ENDPOINT_URL_ECR = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      return await createGetRegistryLogins()({ region, registryIds: ['123456789012'] }, session, aCall());
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it.each([
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    '123456789012.dkr-ecr.eu-west-1.on.aws',
    '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
    '123456789012.dkr-ecr-fips.eu-west-1.on.aws',
  ])('may go by any of its host names, and keeps it: %s', async (host) => {
    const [login] = await answering('eu-west-1', `https://${host}`);
    expect([login?.proxyEndpoint, login?.registryId]).toEqual([`https://${host}`, '123456789012']);
  });

  it.each([
    ['cn-north-1', '123456789012.dkr.ecr-fips.cn-north-1.amazonaws.com.cn'],
    ['eu-west-1', '123456789012.dkr.ecr.eu-west-1.on.aws'],
    ['eu-west-1', '123456789012.dkr-ecr.eu-central-1.on.aws'],
    ['eu-west-1', '123456789012.dkr-ecr.eu-west-1.on.aws.example'],
  ])('in %s is not believed by another name: %s', async (region, host) => {
    const { code, reason } = await thrownBy(answering(region, `https://${host}`));
    expect([code, reason]).toEqual(['upstream_invalid', 'not_the_region_asked_for']);
  });
});
