// The edges of the guarded ranges, and what a connection's own lookup is given.
import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { guardedLookup, isAllowedAddress } from '../../../shared/auth/address-guard.ts';

type Answer = readonly [
  error: string | undefined,
  found: string | readonly LookupAddress[],
  family: number | undefined,
];

function answerOf(hostname: string, options: { all: boolean; family?: number }): Promise<Answer> {
  return new Promise((resolve) => {
    guardedLookup(true)(hostname, options, (error, found, family) => resolve([error?.message, found, family]));
  });
}

// Numbers are read by the resolver itself: no name server is asked.
describe('the answer of a guarded lookup', () => {
  it('is a list where a list is asked for', async () => {
    const list = [{ address: '127.0.0.1', family: 4 }];
    expect(await answerOf('2130706433', { all: true })).toEqual([undefined, list, undefined]);
  });

  it('is one address with its family where one is asked for', async () => {
    expect(await answerOf('2130706433', { all: false })).toEqual([undefined, '127.0.0.1', 4]);
    expect(await answerOf('::1', { all: false })).toEqual([undefined, '::1', 6]);
  });

  it.each([true, false])("is the resolver's own error where it finds nothing (all: %s)", async (all) => {
    const [error, found, family] = await answerOf('2130706433', { all, family: 6 });
    expect(error).toMatch(/^getaddrinfo [A-Z_]+ 2130706433$/);
    expect([found, family]).toEqual(['', 0]);
  });

  it.each([true, false])('is a refusal where the resolver answers with no address (all: %s)', async (all) => {
    expect(await answerOf('', { all })).toEqual(['address not allowed', '', 0]);
  });
});

describe('T13 an address that holds another one', () => {
  it.each([
    ['IPv4-translated (RFC 2765)', '::ffff:0:a9fe:a9fe'],
    // RFC 6052 section 2.2: byte 8 is left out; the well-known prefix is of 96 bits.
    ['NAT64 of the local network, 48 bits of prefix', '64:ff9b:1:a9fe:a9:fe00::'],
    ['NAT64 of the local network, 56 bits of prefix', '64:ff9b:1:7a9:fe:a9fe::'],
    ['NAT64 of the local network, 64 bits of prefix', '64:ff9b:1:708:a9:fea9:fe00:0'],
    ['NAT64 of the local network, 96 bits of prefix', '64:ff9b:1:708:90a:b0c:a9fe:a9fe'],
    ['NAT64 of the local network (RFC 8215)', '64:ff9b:1::a9fe:a9fe'],
    ['NAT64 in dotted form', '64:ff9b::169.254.169.254'],
    ['ISATAP (RFC 5214)', '2600:1f18::5efe:a9fe:a9fe'],
    ['ISATAP of a unique address', '2600:1f18::200:5efe:169.254.169.254'],
    ['the client of Teredo (RFC 4380), turned over', '2001:0:808:808:0:0:5601:5601'],
    ['the server of Teredo', '2001:0:a9fe:a9fe::1'],
    ['any of them, with a zone', '::ffff:0:a9fe:a9fe%eth0'],
  ])('of a link-local one is refused, though private ones are allowed: %s', (_form, address) => {
    expect(isAllowedAddress(address, true)).toBe(false);
  });

  it.each([
    ['Teredo', '2001:0:a00:1::1'],
    ['documentation', '2001:db8::1'],
    ['documentation (RFC 9637)', '3fff::1'],
  ])('or that nobody has is not public: %s', (_what, address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
  });

  it.each(['', 'localhost', '127.0.0.1:443', '127.1', '0x7f000001'])('is no address: %j', (text) => {
    expect(isAllowedAddress(text, true)).toBe(false);
  });
});

describe('T13 the edges of a range', () => {
  it.each([
    ...['192.0.0.255', '192.0.2.0', '192.0.2.255', '192.88.99.0', '192.88.99.255', '198.51.100.0', '198.51.100.255'],
    ...['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.7', '100:0:0:1::1', '5f00::1', '2001:2::1', '2001:20::1'],
    ...['2001::', '2001:1ff:ffff::1', '2001:db8::', '2001:db8:ffff::1'],
    ...['2002::', '2002:ffff::1', '3fff::', '3fff:fff::1'],
  ])('are not public inside: %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
  });

  it.each([
    ...['192.0.1.255', '192.0.3.0', '192.88.98.255', '192.88.100.0', '198.51.99.255', '198.51.101.0'],
    ...['203.0.112.255', '203.0.114.0'],
  ])('are public outside: %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(true);
  });

  it.each(['192.0.1.0', '2001:200::', '2001:db7::1', '2001:db9::', '2003::', '3ffe::1', '3fff:1000::'])(
    'are public outside: %s',
    (address) => {
      expect(isAllowedAddress(address, false)).toBe(true);
    },
  );

  it.each([
    ...['fe80::', 'febf:ffff::1', 'fd00:ec2::', 'fd00:ec2:ffff::1', '::a9fe:0', '::a9fe:ffff'],
    ...['::ffff:0:a9fe:0', '::ffff:0:a9fe:ffff', '64:ff9b::a9fe:0', '64:ff9b::a9fe:ffff'],
    ...['64:ff9b:1::a9fe:0', '64:ff9b:1::a9fe:ffff', '2002:a9fe::', '2002:a9fe:ffff::1'],
  ])('are link-local inside: %s', (address) => {
    expect(isAllowedAddress(address, true)).toBe(false);
  });

  it.each([
    ...['fe7f:ffff::1', 'fec0::', 'fd00:ec1::1', 'fd00:ec3::', '::a9fd:ffff', '::a9ff:0'],
    ...['::ffff:0:a9fd:ffff', '::ffff:0:a9ff:0', '64:ff9b::a9fd:ffff', '64:ff9b::a9ff:0'],
    ...['64:ff9b:1::a9fd:ffff', '64:ff9b:1::a9ff:0', '2002:a9fd::1', '2002:a9ff::'],
    ...['64:ff9b:1:a9fd:8:700::', '64:ff9b:1:a00:0:100::', '64:ff9b:2:a9fe:a9:fe00::'],
  ])('are private at most outside: %s', (address) => {
    expect(isAllowedAddress(address, true)).toBe(true);
  });
});
