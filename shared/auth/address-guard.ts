import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { CodedError } from './coded-error.ts';
import { embeddedIPv4 } from './embedded-ipv4.ts';

type Range = readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'];

/** Link-local addresses, and those of cloud metadata services. Never, whatever is allowed. */
const LINK_LOCAL = blockList([
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
]);

/** What IANA's registry of special-purpose IPv4 addresses has as not globally reachable, and multicast. */
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

/** Of IPv6 only global unicast is public, without what IANA set aside in it (Teredo, 6to4, documentation). */
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

/** Whether an issuer's keys may be fetched from an address: link-local never, private only where allowed. */
export function isAllowedAddress(address: string, allowPrivate: boolean): boolean {
  if (isIP(address) === 0) return false;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  // BlockList itself reads ::ffff:127.0.0.1 as IPv4.
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
 * A DNS lookup for the connection itself, so that what is checked is what is connected to: a name that answers with
 * a public address first and a private one later gains nothing.
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
