import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SAMPLE_CLAIMS } from '../local/demo-issuer.ts';
import { publishKeysAt, sampleTokenOf } from '../test/support/fetched-issuer.ts';
import { aCertificate, startKeyServer, trust } from '../test/support/key-server.ts';
import { base64Url, publicJwk, rsaKey, type TestKey } from '../test/support/tokens.ts';
import { loadFunction, loginEvent } from './built.ts';
import { quantile } from './statistics.ts';

const SECONDS = 20;
const GOOD_PER_SECOND = 20;
const BAD_PER_SECOND = 1_000;
/** All of one phase's junk comes from one address, and the good tokens from another. */
const STRANGER = '203.0.113.66';

type Issue = Awaited<ReturnType<typeof loadFunction>>;
type Junk = (() => string) | undefined;

interface Seen {
  readonly times: number[];
  readonly good: Map<string, number>;
  readonly junk: Map<string, number>;
}

/**
 * Sends good tokens to one environment, beside a thousand bad ones a second, and prints how the good ones fared. The
 * issuer rotates its key in the middle of each phase.
 */
export async function benchJunk(): Promise<void> {
  const keys = [0, 1, 2, 3, 4].map((index) => rsaKey(`published-${index}`));
  const certificate = await aCertificate();
  const distrust = trust(certificate);
  let published: readonly TestKey[] = keys.slice(0, 1);
  const answer: RequestListener = (_request, response) =>
    void response.end(JSON.stringify({ keys: published.map((key) => publicJwk(key)) }));
  const server = await startKeyServer(certificate, answer);
  await publishKeysAt({ dynamoDb: new DynamoDBClient({}) } as never, `https://127.0.0.1:${server.port}/jwks`);
  process.env.PORTUNUS_ALLOW_PRIVATE_ISSUERS = 'true';
  const issue = await loadFunction('issue');

  const phases: readonly (readonly [string, Junk])[] = [
    ['no junk', undefined],
    ['unknown key ids', () => junkOf({ alg: 'RS256', kid: randomBytes(8).toString('hex') })],
    [
      'unknown issuers',
      () => junkOf({ alg: 'RS256', kid: 'a' }, { iss: `https://${randomBytes(8).toString('hex')}.example` }),
    ],
    ['bad signatures', () => junkOf({ alg: 'RS256', kid: published.at(-1)?.kid })],
  ];
  for (const [index, [name, junk]] of phases.entries()) {
    const fetched = server.hits();
    const seen = await phase(issue, junk, (half) => {
      const key = keys[index + half] as TestKey;
      published = [key];
      return key;
    });
    console.log(line(name, seen, server.hits() - fetched));
  }
  await server.close();
  distrust();
}

/** Rotates the key at half time, without a time in which both are published. */
async function phase(issue: Issue, junk: Junk, keyOf: (half: 0 | 1) => TestKey): Promise<Seen> {
  const seen: Seen = { times: [], good: new Map(), junk: new Map() };
  const pending: Promise<void>[] = [];
  const send = async (event: unknown, counts: Map<string, number>, times?: number[]) => {
    const started = performance.now();
    const { statusCode, body } = await issue(event);
    times?.push(performance.now() - started);
    const what = statusCode === 200 ? '200' : `${statusCode} ${JSON.parse(body).code}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  };
  const started = performance.now();
  let [good, bad, half] = [0, 0, 0 as 0 | 1];
  let key = keyOf(0);
  // An open loop: a slow answer delays none of the requests after it.
  for (let at = 0; at < SECONDS; at = (performance.now() - started) / 1_000) {
    if (at >= SECONDS / 2 && half === 0) [half, key] = [1, keyOf(1)];
    for (; good < at * GOOD_PER_SECOND; good += 1) {
      const token = sampleTokenOf(key, { run_id: `junk-${good}` });
      pending.push(send(loginEvent(token), seen.good, seen.times));
    }
    for (; junk !== undefined && bad < at * BAD_PER_SECOND; bad += 1) {
      pending.push(send(fromStranger(junk()), seen.junk));
    }
    await sleep(1);
  }
  await Promise.all(pending);
  return seen;
}

function fromStranger(token: string) {
  const event = loginEvent(token);
  const { requestContext } = event;
  return { ...event, requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp: STRANGER } } };
}

/** A token as anybody can write it: right in everything but the signature. Nothing is signed, which would take time. */
function junkOf(header: Record<string, unknown>, claims: Record<string, unknown> = {}): string {
  const iat = Math.floor(Date.now() / 1000);
  const issued = { iss: 'https://ci.portunus.example', aud: 'https://portunus.example', iat, exp: iat + 600 };
  return [{ ...header }, { ...issued, ...SAMPLE_CLAIMS, ...claims }, randomBytes(256)].map(base64Url).join('.');
}

function line(name: string, { times, good, junk }: Seen, fetches: number): string {
  const counts = (map: Map<string, number>) => [...map].map(([what, count]) => `${count} × ${what}`).join(', ') || '-';
  const ms = (q: number) => quantile(times, q).toFixed(1).padStart(7);
  return `${name.padEnd(16)} good: median ${ms(0.5)} ms, p99 ${ms(0.99)} ms; ${counts(good)} | junk: ${counts(junk)} | key fetches ${fetches}`;
}
