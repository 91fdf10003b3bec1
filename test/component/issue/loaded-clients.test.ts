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

/** The parts with a client that is not loaded at start. */
const ON_DEMAND = ['account-keys', 'package-login', 'public-login'];

async function clientsFor(event: HttpEvent) {
  const { statusCode, parts } = await loadedFor(event);
  return { statusCode, clients: parts.filter((part) => ON_DEMAND.includes(part)) };
}

describe('a new environment', () => {
  it('loads no client for a login but those that it started with, and no undici', async () => {
    const { statusCode, parts, builtins } = await loadedFor(getLogin(await service.aws.issuer.mint()));
    expect(statusCode).toBe(200);
    expect(parts.filter((part) => ON_DEMAND.includes(part))).toEqual([]);
    // Node loads undici for an import of node:http. That takes longer than all of our own code.
    expect(builtins).toContain('NativeModule http');
    expect(builtins.filter((name) => name.includes('undici'))).toEqual([]);
  });

  it.each([
    ['issue/session', []],
    ['issue/caller-identity', []],
    ['issue/ecr-public', ['public-login']],
    ['issue/codeartifact', ['package-login']],
  ])('loads for %s no further client but those it needs', async (file, clients) => {
    const event = sampleEvent(file, await service.aws.issuer.mint());
    expect(await clientsFor(event)).toEqual({ statusCode: 200, clients });
  });

  it.each([
    ['a token that is none', 401, async () => getLogin('no.to.ken')],
    ['a refused caller', 403, async () => getLogin(await service.aws.issuer.mint({ ref: 'refs/heads/feature' }))],
    ['a fault in the request', 400, async () => getLogin(await service.aws.issuer.mint(), { region: 'here' })],
  ])('loads no further client for %s', async (_what, statusCode, event) => {
    expect(await clientsFor(await event())).toEqual({ statusCode, clients: [] });
  });
});
