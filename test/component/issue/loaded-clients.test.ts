import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { getLogin, sampleEvent, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const service = useStarted(startService);

interface Loaded {
  readonly statusCode: number;
  /** The built parts. Those that are no adapter of ours are the SDK's own. */
  readonly parts: readonly string[];
  /** Node's own modules, with those that it loads itself. */
  readonly builtins: readonly string[];
}

/** What a new environment loads for one request. */
async function loadedFor(event: HttpEvent): Promise<Loaded> {
  const env = { ...process.env, ...service.aws.environment };
  const child = fork('test/support/loaded-parts.mjs', { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send(event);
  const [answer] = await once(child, 'message');
  child.kill();
  return answer;
}

const CLIENTS = ['account-keys', 'logins', 'package-login', 'public-login', 'sts'];

describe('a new environment', () => {
  it('loads STS and ECR for a login, and no other client', async () => {
    const { statusCode, parts, builtins } = await loadedFor(getLogin(await service.aws.issuer.mint()));
    expect(statusCode).toBe(200);
    expect(parts.filter((part) => CLIENTS.includes(part))).toEqual(['logins', 'sts']);
    // Node loads undici for an import of node:http. That takes longer than all of our own code.
    expect(builtins).toContain('NativeModule http');
    expect(builtins.filter((name) => name.includes('undici'))).toEqual([]);
  });

  it.each([
    ['issue/session', ['sts']],
    ['issue/caller-identity', ['sts']],
    ['issue/ecr-public', ['public-login', 'sts']],
    ['issue/codeartifact', ['package-login', 'sts']],
  ])('loads for %s no client but those it needs', async (file, clients) => {
    const { statusCode, parts } = await loadedFor(sampleEvent(file, await service.aws.issuer.mint()));
    expect(statusCode).toBe(200);
    expect(parts.filter((part) => CLIENTS.includes(part))).toEqual(clients);
  });

  it.each([
    ['a token that is none', 401, async () => getLogin('no.to.ken')],
    ['a refused caller', 403, async () => getLogin(await service.aws.issuer.mint({ ref: 'refs/heads/feature' }))],
    ['a fault in the request', 400, async () => getLogin(await service.aws.issuer.mint(), { region: 'here' })],
  ])('loads no client but DynamoDB for %s', async (_what, status, event) => {
    const { statusCode, parts } = await loadedFor(await event());
    expect(statusCode).toBe(status);
    expect(parts.filter((part) => CLIENTS.includes(part))).toEqual([]);
  });
});
