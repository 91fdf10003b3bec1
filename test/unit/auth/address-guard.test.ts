import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { guardedLookup, isAllowedAddress } from '../../../shared/auth/address-guard.ts';

describe('T13 a public address', () => {
  it.each([
    ...['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'],
    ...['192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '2606:4700::1111', '2a00:1450::1'],
    ...['::ffff:8.8.8.8', '::ffff:808:808'],
  ])('is allowed: %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(true);
  });
});

const PRIVATE = [
  ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255'],
  ...['127.0.0.0', '127.0.0.1', '127.255.255.255', '172.16.0.0', '172.31.255.255', '192.0.0.1', '192.168.0.0'],
  ...['192.168.255.255', '198.18.0.0', '198.19.255.255', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '0:0:0:0:0:0:0:1', 'fc00::1', 'fd12:3456::1', 'FD12:3456::1', 'fdff::1', 'ff02::1'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:10.0.0.1', '0:0:0:0:0:ffff:c0a8:1', '64:ff9b::7f00:1'],
];

describe('T13 a private address', () => {
  it.each(PRIVATE)('is refused: %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
  });

  it.each(PRIVATE)('is allowed where the deployment says so: %s', (address) => {
    expect(isAllowedAddress(address, true)).toBe(true);
  });

  it.each([
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-compatible', '::a00:1'],
    ['IPv4-translated (RFC 2765)', '::ffff:0:7f00:1'],
    ['NAT64 of the local network (RFC 8215)', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['6to4', '2002:a00:1::1'],
    ['site-local', 'fec0::1'],
    ['discarded', '100::1'],
  ])('is refused in the %s form: %s', (_form, address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
  });
});

describe('T13 a link-local address', () => {
  const LINK_LOCAL = [
    ...['169.254.0.0', '169.254.169.254', '169.254.170.2', '169.254.170.23', '169.254.255.255'],
    ...['fe80::1', 'FE80::1', 'febf::1', 'fe80::1%eth0', 'fd00:ec2::254', 'fd00:ec2::23', 'FD00:0EC2::254'],
    ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '0:0:0:0:0:FFFF:A9FE:A9FE'],
  ];

  it.each(LINK_LOCAL)('is refused: %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
  });

  it.each(LINK_LOCAL)('is refused, though private ones are allowed: %s', (address) => {
    expect(isAllowedAddress(address, true)).toBe(false);
  });

  it.each([
    ['NAT64', '64:ff9b::169.254.169.254'],
    ['NAT64', '64:ff9b::a9fe:a9fe'],
    ['IPv4-compatible', '::169.254.169.254'],
    ['6to4', '2002:a9fe:a9fe::1'],
  ])('is refused in the %s form, though private ones are allowed: %s', (_form, address) => {
    expect(isAllowedAddress(address, true)).toBe(false);
  });
});

type Found = { readonly error: string | undefined; readonly addresses: readonly string[] };

function lookUp(hostname: string, allowPrivate: boolean, all: boolean): Promise<Found> {
  return new Promise((resolve) => {
    guardedLookup(allowPrivate)(hostname, { all }, (error, found: string | readonly LookupAddress[]) => {
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
      resolve({ error: error?.message, addresses });
    });
  });
}

const REFUSED = { error: 'address not allowed', addresses: [''] };

describe('T13 a looked-up name', () => {
  // Numbers are read by the resolver itself: no name server is asked.
  it.each(['localhost', '127.0.0.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0', '::1'])(
    'is refused where it is a private address: %s',
    async (hostname) => {
      expect(await lookUp(hostname, false, true)).toEqual(REFUSED);
      expect(await lookUp(hostname, false, false)).toEqual(REFUSED);
    },
  );

  it('may be private where the deployment says so', async () => {
    expect(await lookUp('127.0.0.1', true, true)).toEqual({ error: undefined, addresses: ['127.0.0.1'] });
    expect(await lookUp('127.0.0.1', true, false)).toEqual({ error: undefined, addresses: ['127.0.0.1'] });
  });

  it.each(['169.254.169.254', '2852039166', '0xa9fea9fe', '::ffff:a9fe:a9fe'])(
    'is refused where it is link-local, whatever the deployment says: %s',
    async (hostname) => {
      expect(await lookUp(hostname, true, true)).toEqual(REFUSED);
    },
  );

  it('may be public', async () => {
    expect(await lookUp('8.8.8.8', false, true)).toEqual({ error: undefined, addresses: ['8.8.8.8'] });
  });
});
