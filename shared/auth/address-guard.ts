import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const LINK_LOCAL = blockList([
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  // Instance metadata and the like have unique local addresses too.
  ['fd00:ec2::', 32, 'ipv6'],
]);

const PRIVATE = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);

function blockList(ranges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix, family] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

/** Whether an issuer's keys may be fetched from an address: link-local never, private only where allowed. */
export const isAllowedAddress = (address: string, allowPrivate: boolean): boolean => {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  // BlockList also tests IPv4 addresses that are written as IPv6 (::ffff:127.0.0.1).
  return !LINK_LOCAL.check(address, family) && (allowPrivate || !PRIVATE.check(address, family));
};

/**
 * A DNS lookup for the connection itself, so that what is checked is what is connected to: a name that answers with
 * a public address first and a private one later gains nothing.
 */
export const guardedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const forbidden =
        addresses.length === 0 || addresses.some(({ address }) => !isAllowedAddress(address, allowPrivate));
      if (forbidden) return callback(new Error('address not allowed'), '', 0);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
