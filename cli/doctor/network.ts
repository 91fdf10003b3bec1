// Whether the service can be reached, from the name to the answer. None of these sends a credential.
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { VERSION } from '../../shared/config/version.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { USER_AGENT } from '../command.ts';
import { type Finding, fail, pass, skip, warn } from './check.ts';

const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;

/** Whether the requests of a command go through a proxy, which then finds the host by itself. */
export interface Route {
  readonly url: URL;
  readonly proxied: boolean;
}

export async function checkDns({ url, proxied }: Route): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return pass(`${host} is an address`);
  if (proxied) return skip(`${host} is looked up by the proxy`);
  try {
    const found = await lookup(host, { all: true });
    return pass(`${host} is at ${found.map(({ address }) => address).join(', ')}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND')
      return fail(`there is no host ${host}`, "correct PORTUNUS_URL or --url, or this machine's DNS");
    return fail(`${host} can't be looked up now (${code})`, 'check the network and the DNS of this machine');
  }
}

export async function checkTls({ url, proxied }: Route): Promise<Finding> {
  if (url.protocol === 'http:') return pass('this machine itself is asked, without TLS');
  if (proxied) return skip('the proxy connects to the service');
  try {
    const { certificate, fault } = await handshake(url);
    return fault === undefined ? checkEnd(certificate) : tlsFault(fault, certificate, url.hostname);
  } catch (error) {
    return connectionFault(error as NodeJS.ErrnoException, url);
  }
}

interface Handshake {
  readonly certificate: PeerCertificate;
  /** Why the certificate is not trusted. */
  readonly fault?: string;
}

/** Connects without trusting what is there, so that a bad certificate can be described. Nothing is sent. */
function handshake(url: URL): Promise<Handshake> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const options = { host, port: Number(url.port || 443), rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ ...options, ...(isIP(host) === 0 && { servername: host }) }, () => {
      const { authorized, authorizationError } = socket;
      const certificate = socket.getPeerCertificate();
      // Its type says Error, and it is a code.
      resolve({ certificate, ...(!authorized && { fault: String(authorizationError) }) });
      socket.destroy();
    });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    socket.once('error', reject);
  });
}

function checkEnd({ valid_to: end, issuer }: PeerCertificate): Finding {
  const told = `certificate of ${nameOf(issuer)}, good until ${dateOf(end)}`;
  const daysLeft = (Date.parse(end) - Date.now()) / DAY_MS;
  return daysLeft < 7
    ? warn(told, 'tell the operator of the service that its certificate is about to end')
    : pass(told);
}

function nameOf(name: PeerCertificate['issuer'] | undefined): string {
  const given = name?.CN ?? name?.O;
  return given === undefined ? 'an unnamed CA' : [given].flat().join(', ');
}

function dateOf(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

const CLOCK = "compare this machine's clock with the check clock, and else tell the operator of the service";
const OTHER_CA =
  'for a private CA or a proxy that inspects TLS, name a file with its certificate in NODE_EXTRA_CA_CERTS; else do not go on';

function tlsFault(
  fault: string,
  { valid_from: from, valid_to: to, issuer, subjectaltname }: PeerCertificate,
  host: string,
) {
  if (fault === 'CERT_HAS_EXPIRED') return fail(`the certificate ended at ${dateOf(to)}`, CLOCK);
  if (fault === 'CERT_NOT_YET_VALID') return fail(`the certificate is only good from ${dateOf(from)} on`, CLOCK);
  if (fault === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail(
      `the certificate is for ${subjectaltname ?? 'no name'}, and not for ${host}`,
      'correct PORTUNUS_URL or --url',
    );
  }
  return fail(`the certificate of ${nameOf(issuer)} is not trusted (${fault})`, OTHER_CA);
}

function connectionFault({ code = '', message }: NodeJS.ErrnoException, { host }: URL): Finding {
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ETIMEDOUT: `no answer within ${TIMEOUT_MS / 1000} seconds`,
    EHOSTUNREACH: 'there is no way to it',
    ENETUNREACH: 'there is no way to it',
    ECONNRESET: 'the connection was cut off',
  };
  const isNoTls = code === 'EPROTO' || code.startsWith('ERR_SSL');
  const why = isNoTls ? 'what listens there speaks no TLS, or only an old one' : words[code];
  return fail(
    `${host} can't be reached: ${why ?? (code || message)}`,
    'check the port of the address, and whether a firewall or a proxy is between',
  );
}

/** Asks for the status as every command asks, by `fetch`. */
export async function checkStatus({ url }: Route): Promise<Finding> {
  const address = new URL(`${url.pathname.replace(/\/$/, '')}/v1/status`, url);
  const headers = { accept: 'application/json', 'user-agent': USER_AGENT };
  const init = { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) } as const;
  const answered = await fetch(address, init).catch((error: Error) => error);
  if (answered instanceof Error) {
    const { cause } = answered;
    return connectionFault((cause instanceof Error ? cause : answered) as NodeJS.ErrnoException, url);
  }
  const body: unknown = await answered.json().catch(() => undefined);
  if (answered.status !== 200 || !isJsonObject(body) || body.status !== 'ok') {
    return fail(`${address.href} answers HTTP ${answered.status}, and not as Portunus does`, notOurs(answered.status));
  }
  const version = String(body.version);
  if (version === VERSION) return pass(`Portunus ${version}`);
  const both = `the service is Portunus ${version}, and this command is ${VERSION}`;
  return warn(both, 'use the command of the same release, if something fails');
}

function notOurs(status: number): string {
  if (status >= 300 && status < 400) return 'give the address that it leads to: tokens are never sent on';
  if (status === 403 || status === 407)
    return 'something before the service refuses: ask its operator who may reach it';
  if (status >= 500) return 'the service is not well: try again later, or tell its operator';
  return 'PORTUNUS_URL is the address of the API, without /v1';
}

/** How far this machine's clock is ahead of the service's, in seconds. `undefined` if the service doesn't say its time. */
export async function measureClock({ url }: Route): Promise<number | undefined> {
  const before = Date.now();
  const date = Date.parse((await headersOf(url)).date ?? '');
  const middle = (before + Date.now()) / 2;
  // Half a second is what the header leaves out on average.
  return Number.isNaN(date) ? undefined : Math.round((middle - date - 500) / 1000);
}

/** The certificate is not looked at: a wrong clock makes good ones bad. Nothing is sent, and only the time is read. */
function headersOf(url: URL): Promise<IncomingMessage['headers']> {
  const path = `${url.pathname.replace(/\/$/, '')}/v1/status`;
  const target = { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port, path, timeout: TIMEOUT_MS };
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage) => {
      resolve(response.headers);
      response.destroy();
    };
    const sent =
      url.protocol === 'https:'
        ? httpsRequest({ ...target, rejectUnauthorized: false, agent: false }, take)
        : httpRequest({ ...target, agent: false }, take);
    sent
      .once('timeout', () => sent.destroy(new Error('no answer in time')))
      .once('error', reject)
      .end();
  });
}

/** AWS refuses a signature of another time than five minutes around its own. */
const MOST_SECONDS = 300;
/** Portunus accepts a token that is issued so far in the future. */
const LEEWAY_SECONDS = 60;

export function clockFinding(ahead: number | undefined): Finding {
  if (ahead === undefined) return skip('the answer has no Date');
  const seconds = Math.abs(ahead);
  if (seconds <= 5) return pass("as the service's");
  const told = `${seconds} seconds ${ahead > 0 ? 'ahead of' : 'behind'} the service's`;
  const remedy = "set this machine's clock, by NTP if you can (timedatectl set-ntp true)";
  if (seconds > MOST_SECONDS) return fail(told, `${remedy}: AWS refuses signatures that are five minutes off`);
  return seconds > LEEWAY_SECONDS ? warn(told, remedy) : pass(told);
}
