// What AWS refuses, as the person at the terminal reads it, for each command that uses the tables.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { type Cli, runPortunus, useCli } from '../../support/run-cli.ts';

const cli: Cli = useCli();
let endpoint: Server;
let answer: { readonly status: number; readonly type: string; readonly message: string };

const CORAL = 'com.amazon.coral.service#';
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#';

// Answers as DynamoDB does: the type with its namespace, the words in `message` or `Message`.
beforeAll(async () => {
  endpoint = createServer((_request, response) => {
    const { status, type, message } = answer;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: type, ...(type.startsWith(CORAL) ? { Message: message } : { message }) }));
  }).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  expect((await cli.portunus(['tables', 'create'])).code).toBe(0);
});
afterAll(() => endpoint.close());

function fake() {
  return { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}` };
}

const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['list', ['list', 'connector', '--direct']],
  ['get', ['get', 'connector', 'shop', '--direct']],
  ['delete', ['delete', 'connector', 'shop', '--direct', '--yes']],
  ['export', ['export', '--direct']],
  ['apply', ['apply', '-f', 'local/sample.yml', '--direct', '--yes']],
  ['explain', ['explain', '--connector', 'shop', '--claims', 'package.json', '--direct']],
  ['jobs list', ['jobs', 'list', '--direct']],
  ['jobs run', ['jobs', 'run', 'shop', '--direct']],
  ['jobs history', ['jobs', 'history', 'shop', '--direct']],
];

describe.each(COMMANDS)('%s', (_name, args) => {
  it('names a table that is not there, its region, and what to do', async () => {
    const run = await cli.portunus(args, { PORTUNUS_DEFINITIONS_TABLE: 'nope' });
    expect(run).toEqual({
      code: 1,
      out: '',
      err:
        'portunus: table nope in eu-west-1 does not exist: check PORTUNUS_DEFINITIONS_TABLE and PORTUNUS_ACTIVITY_TABLE, ' +
        'AWS_REGION and the account, or create both tables with "portunus tables create"\n',
    });
  });
});

it('says that no region is set', async () => {
  const { PATH = '' } = process.env;
  const tables = { PORTUNUS_DEFINITIONS_TABLE: 'cli-definitions', PORTUNUS_ACTIVITY_TABLE: 'cli-activity' };
  const run = await runPortunus(['list', 'issuer', '--direct'], { PATH, AWS_CONFIG_FILE: '/dev/null', ...tables });
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(/^portunus: no AWS region is set: set AWS_REGION/);
});

it('says that there are no credentials', async () => {
  const run = await cli.portunus(['list', 'issuer', '--direct'], {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(/^portunus: no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID/);
});

it('says that there are no credentials to sign a request to the API with', async () => {
  const run = await cli.portunus(['list', 'issuer', '--sigv4', '--url', 'http://127.0.0.1:1'], {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  expect([run.code, run.err]).toEqual([1, expect.stringMatching(/^portunus: no AWS credentials were found/)]);
});

it('says that nobody is at the endpoint, with a code of its own', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const run = await cli.portunus(['list', 'issuer', '--direct'], { AWS_ENDPOINT_URL_DYNAMODB: url });
  expect([run.code, run.out]).toEqual([69, '']);
  expect(run.err).toMatch(/^portunus: AWS can't be reached for table cli-definitions in eu-west-1: .*ECONNREFUSED/);
});

it('says that an endpoint is not a URL', async () => {
  const run = await cli.portunus(['list', 'issuer', '--direct'], { AWS_ENDPOINT_URL_DYNAMODB: 'dynamodb' });
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(/^portunus: AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_DYNAMODB is not a URL/);
});

it.each([
  ['list', ['list', 'connector', '--direct']],
  ['apply', ['apply', '-f', 'local/sample.yml', '--direct', '--yes']],
])('%s says that the tables are swapped', async (_name, args) => {
  const run = await cli.portunus(args, {
    PORTUNUS_DEFINITIONS_TABLE: 'cli-activity',
    PORTUNUS_ACTIVITY_TABLE: 'cli-definitions',
  });
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(
    /^portunus: table cli-activity in eu-west-1 .*are PORTUNUS_DEFINITIONS_TABLE and PORTUNUS_ACTIVITY_TABLE swapped\?\n$/,
  );
});

const DENIED =
  'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: dynamodb:Query on resource: ' +
  'arn:aws:dynamodb:eu-west-1:111122223333:table/cli-definitions because no identity-based policy allows the dynamodb:Query action';

it.each([
  [
    400,
    `${CORAL}ExpiredTokenException`,
    'The security token included in the request is expired',
    1,
    /your AWS credentials have expired/,
  ],
  [
    400,
    `${CORAL}UnrecognizedClientException`,
    'The security token included in the request is invalid.',
    1,
    /AWS does not know your credentials in eu-west-1/,
  ],
  [
    400,
    `${CORAL}AccessDeniedException`,
    DENIED,
    1,
    /may not do dynamodb:Query on table cli-definitions in eu-west-1: .*user\/ada/,
  ],
  [400, `${CORAL}AccessDeniedException`, '', 1, /may not do dynamodb:Query on table cli-definitions in eu-west-1/],
  [
    400,
    `${CORAL}InvalidSignatureException`,
    'Signature expired: 20261127T080000Z is now earlier than 20261127T090000Z',
    1,
    /the clock of this machine differs from AWS's/,
  ],
  [
    400,
    `${CORAL}InvalidSignatureException`,
    'Signature not yet current: 20261127T100000Z is still later than 20261127T090000Z',
    1,
    /the clock of this machine differs from AWS's/,
  ],
  [403, `${CORAL}RequestExpired`, 'Request has expired.', 1, /the clock of this machine differs from AWS's/],
  [
    400,
    `${CORAL}InvalidSignatureException`,
    'The request signature we calculated does not match the signature you provided.',
    1,
    /AWS does not accept the signature: AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID/,
  ],
  [
    403,
    `${CORAL}SignatureDoesNotMatch`,
    'The request signature we calculated does not match',
    1,
    /AWS does not accept the signature/,
  ],
  [
    400,
    `${DYNAMODB}ThrottlingException`,
    'Rate exceeded',
    69,
    /AWS throttles requests to table cli-definitions in eu-west-1: try again/,
  ],
  [
    400,
    `${DYNAMODB}ProvisionedThroughputExceededException`,
    'The level of configured provisioned throughput',
    69,
    /AWS throttles/,
  ],
  [
    500,
    `${DYNAMODB}InternalServerError`,
    'Internal server error',
    69,
    /AWS failed at dynamodb:Query on table cli-definitions in eu-west-1 \(InternalServerError/,
  ],
  [
    400,
    `${DYNAMODB}ValidationException`,
    'The table does not have the specified index: due',
    1,
    /lacks an index: "portunus tables create" adds it/,
  ],
  [
    400,
    `${DYNAMODB}ResourceNotFoundException`,
    'Requested resource not found',
    1,
    /table cli-definitions in eu-west-1 does not exist/,
  ],
  [
    400,
    `${DYNAMODB}SomethingNewException`,
    'Never heard of',
    1,
    /AWS failed at dynamodb:Query .*SomethingNewException: Never heard of/,
  ],
])('%s %s "%s" ends with %s and says it in words', async (status, type, message, code, words) => {
  answer = { status, type, message };
  const run = await cli.portunus(['list', 'connector', '--direct'], fake());
  expect([run.code, run.out, run.err.split('\n').length]).toEqual([code, '', 2]);
  expect(run.err).toMatch(words);
});

it('tables create says which right is missing', async () => {
  answer = { status: 400, type: `${CORAL}AccessDeniedException`, message: '' };
  const run = await cli.portunus(['tables', 'create'], fake());
  expect([run.code, run.err]).toEqual([
    1,
    expect.stringMatching(/may not do dynamodb:CreateTable on table cli-definitions in eu-west-1/),
  ]);
});
