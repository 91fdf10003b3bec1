import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A failure of a fetch, with a `code` like Node's own errors. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Range = readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'];

/** Link-local addresses and cloud metadata services. They are refused even where private addresses are allowed. */
const LINK_LOCAL = blockList([
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
]);

/** Multicast, and what IANA's registry of special-purpose IPv4 addresses lists as not globally reachable. */
const NOT_PUBLIC_V4 = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
]);

/**
 * In IPv6 only global unicast is public, except for the ranges that IANA reserved in it (Teredo, 6to4, documentation).
 */
const V4_MAPPED = blockList([['::ffff:0:0', 96, 'ipv6']]);
const GLOBAL_UNICAST = blockList([['2000::', 3, 'ipv6']]);
const SET_ASIDE_V6 = blockList([
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
]);

function blockList(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix, family] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

/**
 * Whether keys may be fetched from an address. Link-local addresses are always refused; private ones need
 * `allowPrivate`.
 */
export function isAllowedAddress(address: string, allowPrivate: boolean): boolean {
  if (isIP(address) === 0) return false;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  // BlockList already reads ::ffff:127.0.0.1 as IPv4.
  if (LINK_LOCAL.check(address, family)) return false;
  if (family === 'ipv6' && embeddedIPv4(address).some((inner) => LINK_LOCAL.check(inner, 'ipv4'))) return false;
  return allowPrivate || isPublic(address, family);
}

function isPublic(address: string, family: 'ipv4' | 'ipv6'): boolean {
  if (NOT_PUBLIC_V4.check(address, family)) return false;
  if (family === 'ipv4' || V4_MAPPED.check(address, family)) return true;
  return GLOBAL_UNICAST.check(address, family) && !SET_ASIDE_V6.check(address, family);
}

/**
 * A DNS lookup for the connection itself. It checks the very address that is connected to, so that DNS rebinding (a
 * public address first, a private one later) can not pass the check. Fails with `ADDRESS_NOT_ALLOWED`.
 */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const forbidden =
        addresses.length === 0 || addresses.some(({ address }) => !isAllowedAddress(address, allowPrivate));
      if (forbidden) return callback(addressNotAllowed(), '', 0);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

export function addressNotAllowed(): CodedError {
  return new CodedError('ADDRESS_NOT_ALLOWED', 'address not allowed');
}

/** Where an IPv6 address can embed an IPv4 address: the bytes of the IPv4 address, and the prefix that marks it. */
interface Embedding {
  readonly prefix: readonly number[];
  /** The offset of the prefix in bytes; 0 by default. */
  readonly at?: number;
  readonly bytes: readonly [number, number, number, number];
}

const LAST_FOUR = [12, 13, 14, 15] as const;
const ZEROS_8 = [0, 0, 0, 0, 0, 0, 0, 0];
const NAT64 = [0x00, 0x64, 0xff, 0x9b];
/** NAT64 in a local network (RFC 8215). Its prefix may have any length that RFC 6052 allows from 48 bits on. */
const LOCAL_NAT64 = [...NAT64, 0x00, 0x01];

const EMBEDDINGS: readonly Embedding[] = [
  // IPv4-compatible and IPv4-mapped (RFC 4291), IPv4-translated (RFC 2765).
  { prefix: [...ZEROS_8, 0, 0, 0, 0], bytes: LAST_FOUR },
  { prefix: [...ZEROS_8, 0, 0, 0xff, 0xff], bytes: LAST_FOUR },
  { prefix: [...ZEROS_8, 0xff, 0xff, 0, 0], bytes: LAST_FOUR },
  // The well-known prefix of NAT64 (RFC 6052).
  { prefix: NAT64, bytes: LAST_FOUR },
  // RFC 6052 skips byte 8. These are prefixes of 48, 56, 64 and 96 bits.
  { prefix: LOCAL_NAT64, bytes: [6, 7, 9, 10] },
  { prefix: LOCAL_NAT64, bytes: [7, 9, 10, 11] },
  { prefix: LOCAL_NAT64, bytes: [9, 10, 11, 12] },
  { prefix: LOCAL_NAT64, bytes: LAST_FOUR },
  // 6to4 (RFC 3056).
  { prefix: [0x20, 0x02], bytes: [2, 3, 4, 5] },
  // ISATAP (RFC 5214), which works under any prefix.
  { prefix: [0x00, 0x00, 0x5e, 0xfe], at: 8, bytes: LAST_FOUR },
  { prefix: [0x02, 0x00, 0x5e, 0xfe], at: 8, bytes: LAST_FOUR },
];

/** All IPv4 addresses that a transition mechanism may reach through a valid IPv6 address. */
export function embeddedIPv4(address: string): readonly string[] {
  const bytes = toBytes(address);
  const held = EMBEDDINGS.filter(({ prefix, at = 0 }) => prefix.every((byte, index) => bytes[at + index] === byte));
  return [...held.map((embedding) => embedding.bytes.map((index) => bytes[index]).join('.')), ...teredo(bytes)];
}

/** Teredo (RFC 4380) embeds its server's address, and its client's address with all bits inverted. */
function teredo(bytes: readonly number[]): readonly string[] {
  if (bytes.slice(0, 4).join() !== '32,1,0,0') return [];
  const client = bytes.slice(12).map((byte) => byte ^ 0xff);
  return [bytes.slice(4, 8).join('.'), client.join('.')];
}

/**
 * The 16 bytes of an IPv6 address. The URL parser turns a dotted IPv4 ending into hexadecimal and accepts no zone, so
 * the zone is removed first.
 */
function toBytes(address: string): readonly number[] {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = toGroups(head);
  const right = toGroups(tail ?? '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function toGroups(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
