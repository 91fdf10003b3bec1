// --sigv4: requests to /iam/v1, signed with the operator's own AWS credentials (Signature Version 4).
import { beforeEach, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';
import { anAccountToWrite } from '../../support/admin-definitions.ts';

const cli = useAdminCli();
/** No token is in the environment: nothing but the signature says who asks. */
const SIGNING = { PORTUNUS_TOKEN: '' };

beforeEach(() => void cli.api.requests.splice(0));

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=ASIALOCALEXECUTION01\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/;

function signatureOf(authorization = '') {
  const [, region, service, headers = ''] = AUTHORIZATION.exec(authorization) ?? [];
  return { region, service, headers: headers.split(';') };
}

it('a read is signed for API Gateway, in the region of the SDK’s setting', async () => {
  const run = await cli.portunus(['get', 'account', 'build', '--sigv4'], SIGNING);
  expect([run.code, run.err]).toEqual([0, '']);
  const [request, ...more] = cli.api.requests;
  expect([request?.method, request?.path, more]).toEqual(['GET', '/iam/v1/accounts/build', []]);
  const { region, service, headers } = signatureOf(request?.headers.authorization);
  expect([region, service]).toEqual(['eu-west-1', 'execute-api']);
  expect(headers).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
  expect(request?.headers['x-amz-security-token']).toBe(cli.aws.environment.AWS_SESSION_TOKEN);
});

it('a write is signed with its body, and recorded as the role’s', async () => {
  const account = anAccountToWrite();
  const path = cli.file('signed.yml', JSON.stringify({ accounts: [account] }));
  const run = await cli.portunus(['apply', '-f', path, '--yes', '--sigv4'], SIGNING);
  expect([run.code, run.err]).toEqual([0, '']);
  const post = cli.api.requests.findLast(({ method }) => method === 'POST');
  expect([post?.path, JSON.parse(post?.body ?? '').definitions.accounts]).toEqual(['/iam/v1/definitions', [account]]);
  expect(signatureOf(post?.headers.authorization).service).toBe('execute-api');
  expect(post?.headers['content-type']).toBe('application/json');
  expect((await cli.item('account', account.id))?.definedBy).toBe(
    'aws-iam:arn:aws:iam::111122223333:role/portunus-admins',
  );
});

it('an apply names the plan that was shown, and a deletion the version', async () => {
  const account = anAccountToWrite();
  await cli.apply({ accounts: [account] });
  const path = cli.file('signed.yml', JSON.stringify({ accounts: [{ ...account, partition: 'aws-cn' }] }));
  await cli.portunus(['apply', '-f', path, '--yes', '--sigv4'], SIGNING);
  await cli.portunus(['delete', 'account', account.id, '--yes', '--sigv4'], SIGNING);
  const versions = cli.api.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, headers }) => [method, headers['if-match']]);
  expect(versions).toEqual([
    ['POST', undefined],
    ['POST', expect.stringMatching(/^"[0-9a-f]{32}"$/)],
    ['DELETE', '"2"'],
  ]);
});

it('an explanation is signed too', async () => {
  const run = await cli.portunus(['explain', '--connector', 'shop-images', '--sigv4'], SIGNING);
  expect(run.err).toBe('');
  expect(run.out).toContain('refused: no_grant_matches\ncaller: arn:aws:iam::111122223333:role/portunus-admins');
  expect(cli.api.requests[0]?.path).toBe('/iam/v1/connectors/shop-images/explain');
});

it('no secret of the signer is sent or shown', async () => {
  const run = await cli.portunus(['export', '--sigv4'], SIGNING);
  const secret = cli.aws.environment.AWS_SECRET_ACCESS_KEY ?? '';
  expect(secret).not.toBe('');
  expect(JSON.stringify(cli.api.requests) + run.out + run.err).not.toContain(secret);
});

it('without AWS credentials that is said, in one line', async () => {
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
  const run = await cli.portunus(['get', 'account', 'build', '--sigv4'], { ...SIGNING, ...none });
  expect([run.code, run.out, run.err]).toEqual([1, '', expect.stringMatching(/^portunus: .*redentials.*\n$/)]);
  expect(cli.api.requests).toEqual([]);
});
