import * as v from 'valibot';
import { type Config, entries, read, toConfig, type Variables } from './config.ts';

/** Plain HTTP is for this machine only, because cookies and codes pass. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?$/;

const ConsoleUrl = v.pipe(
  v.optional(v.string(), ''),
  v.check(
    (text) =>
      text === '' ||
      LOOPBACK.test(text) ||
      (text.startsWith('https:') && URL.canParse(text) && new URL(text).origin === text),
    'must be the origin of the API: https, and nothing after the host',
  ),
);

const KeyId = v.pipe(
  v.optional(v.string(), ''),
  v.regex(/^(?:|process|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[\w-]+)$/, 'must be the ARN of a KMS key'),
);

const ConsoleEnvironment = v.object({ ...entries, PORTUNUS_CONSOLE_URL: ConsoleUrl, PORTUNUS_CONSOLE_KEY: KeyId });

/** Where the console is, and what encrypts its sessions. */
export interface ConsoleSite {
  /** The origin of the API. Pages, cookies and redirects are of this origin alone. */
  readonly origin: string;
  /** Whether this is a service on this machine, with plain HTTP. */
  readonly isLoopback: boolean;
  /** The ARN of a KMS key, or `process` for a key that this process makes. */
  readonly key: string;
}

/** Why the console is off. */
export type ConsoleOff = 'no-key' | 'mutual-tls';

export interface ConsoleConfig extends Config {
  readonly console: ConsoleSite | ConsoleOff;
}

/**
 * Reads the configuration, and whether there is a console. A deployment that asks clients for certificates names no
 * address, because neither browsers nor the console itself have one.
 */
export function readConsoleConfig(environment?: Variables): ConsoleConfig {
  const value = read(ConsoleEnvironment, environment);
  return Object.freeze({ ...toConfig(value), console: siteOf(value) });
}

function siteOf({ PORTUNUS_CONSOLE_URL: origin, PORTUNUS_CONSOLE_KEY: key }: v.InferOutput<typeof ConsoleEnvironment>) {
  if (key === '') return 'no-key';
  if (origin === '') return 'mutual-tls';
  const isLoopback = origin.startsWith('http:');
  // Such a key is gone with the process. Lambda has many, so sessions would end at random.
  if (key === 'process' && !isLoopback) throw new Error('PORTUNUS_CONSOLE_KEY: process is for this machine only');
  return { origin, isLoopback, key };
}
