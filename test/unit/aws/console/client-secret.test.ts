import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createReadClientSecret } from '../../../../shared/aws/console/client-secret.ts';
import { aCall } from '../../../support/builders.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/sign-in/corp-AbCdEf';
const asked: unknown[] = [];
let answer: Readonly<Record<string, unknown>>;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    void json(request).then((body) => {
      asked.push(body);
      response.writeHead('__type' in answer ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  asked.length = 0;
  answer = { ARN, SecretString: 'the secret of the client\n' };
});

it("a client's secret is the text of the secret that the issuer names, without the line break at its end", async () => {
  expect((await createReadClientSecret()(ARN, aCall())).reveal()).toBe('the secret of the client');
  expect(asked).toEqual([{ SecretId: ARN }]);
});

it('is asked for once in five minutes', async () => {
  const read = createReadClientSecret();
  const at = (seconds: number) => aCall({ now: () => new Date(seconds * 1_000) });
  await read(ARN, at(0));
  await read(ARN, at(299));
  expect(asked).toHaveLength(1);
  await read(ARN, at(301));
  expect(asked).toHaveLength(2);
});

it.each([
  ['of another secret', { ARN: ARN.replace('corp', 'partner'), SecretString: 'x' }, 'misconfigured'],
  ['without a text', { ARN }, 'misconfigured'],
  ['with nothing but a line break', { ARN, SecretString: '\n' }, 'misconfigured'],
  ['that it may not be read', { __type: 'AccessDeniedException' }, 'misconfigured'],
  ['that there is none', { __type: 'ResourceNotFoundException' }, 'misconfigured'],
  ['that it is asked too often', { __type: 'ThrottlingException' }, 'sign_in_unavailable'],
])('an answer %s gives none', async (_what, given, code) => {
  answer = given;
  await expect(createReadClientSecret()(ARN, aCall())).rejects.toMatchObject({ code, stage: 'authentication' });
});
