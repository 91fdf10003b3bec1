// portunus-credential-process over the built handler, as an AWS SDK starts it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssuedSession } from '../../../local/stand-in/core/issued.ts';
import { type Api, runClient, SHELLS, startApi, viaGateway } from '../../support/clients.ts';
import { type Service, startService } from '../../support/service.ts';

let service: Service;
let api: Api;
let env: Record<string, string>;
beforeAll(async () => {
  service = await startService();
  api = await startApi(await viaGateway());
  env = { PORTUNUS_URL: api.url, PORTUNUS_TOKEN: await service.aws.issuer.mint() };
});
afterAll(async () => {
  await api.stop();
  await service.stop();
});
beforeEach(() => {
  api.seen.length = 0;
});

describe.each(SHELLS)('portunus-credential-process in $name', (shell) => {
  const run = (...args: string[]) => runClient('portunus-credential-process', { shell, env, args });

  it('prints what AWS SDKs read', async () => {
    const { code, stdout, stderr } = await run('shop-releases', 'durationSeconds=1800');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const printed = JSON.parse(stdout);
    expect(Object.keys(printed)).toEqual(['Version', 'AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration']);
    const issued = service.aws.standIn.issued.findLast((one) => one.action === 'AssumeRole');
    const { accessKeyId, secretAccessKey, sessionToken } = issued as IssuedSession;
    expect(printed).toMatchObject({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
    });
    expect(api.seen).toEqual([
      {
        method: 'GET',
        url: '/v1/connectors/shop-releases/credentials?format=credential-process&durationSeconds=1800',
        authorization: `Bearer ${env.PORTUNUS_TOKEN}`,
      },
    ]);
  });

  it("tells the service's refusals in one line of its error output", async () => {
    const refused = await run('bakery-images');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^Portunus: There is no such connector for this caller; see GET \/v1\/caller and GET \/v1\/connectors\. \(not_allowed, request [\w-]+\)\n$/,
    );
    const wrong = await run('shop-releases', 'durationSeconds=5');
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toMatch(
      /^Portunus: .* durationSeconds must be at least 900\. \(invalid_request, request [\w-]+\)\n$/,
    );
  });

  it.each([[], ['a', 'b', 'c']])('says how it is used (%#)', async (...args) => {
    const stderr = 'usage: portunus-credential-process CONNECTOR [PARAMETERS]\n';
    expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr });
  });

  it.each(['', '../x', 'a b', '$(id)', 'a;id', 'A', '-h', 'c1?format=json'])(
    'refuses the connector %j',
    async (connector) => {
      const stderr = 'Portunus: the argument names no connector: lower case letters, digits and hyphens\n';
      expect(await run(connector)).toEqual({ code: 1, stdout: '', stderr });
      expect(api.seen).toEqual([]);
    },
  );

  it.each(['a b', 'a=$(id)', 'a="b"', 'a=1#x'])('refuses the parameters %j', async (parameters) => {
    const stderr = 'Portunus: the second argument has parameters that are not written as in a query\n';
    expect(await run('c1', parameters)).toEqual({ code: 1, stdout: '', stderr });
    expect(api.seen).toEqual([]);
  });
});
