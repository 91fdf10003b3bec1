/** Where an IPv6 address may hold an IPv4 one: which bytes, and what must be before them. */
interface Embedding {
  readonly prefix: readonly number[];
  /** The place of the prefix; 0 if not said. */
  readonly at?: number;
  readonly bytes: readonly [number, number, number, number];
}

const LAST_FOUR = [12, 13, 14, 15] as const;
const ZEROS_8 = [0, 0, 0, 0, 0, 0, 0, 0];
const NAT64 = [0x00, 0x64, 0xff, 0x9b];
/** NAT64 of the local network (RFC 8215): its prefix may have any of the lengths of RFC 6052 from 48 on. */
const LOCAL_NAT64 = [...NAT64, 0x00, 0x01];

const EMBEDDINGS: readonly Embedding[] = [
  // IPv4-compatible and IPv4-mapped (RFC 4291), IPv4-translated (RFC 2765).
  { prefix: [...ZEROS_8, 0, 0, 0, 0], bytes: LAST_FOUR },
  { prefix: [...ZEROS_8, 0, 0, 0xff, 0xff], bytes: LAST_FOUR },
  { prefix: [...ZEROS_8, 0xff, 0xff, 0, 0], bytes: LAST_FOUR },
  // The well-known prefix of NAT64 (RFC 6052).
  { prefix: NAT64, bytes: LAST_FOUR },
  // RFC 6052 leaves byte 8 out: 48, 56, 64 and 96 bits of prefix.
  { prefix: LOCAL_NAT64, bytes: [6, 7, 9, 10] },
  { prefix: LOCAL_NAT64, bytes: [7, 9, 10, 11] },
  { prefix: LOCAL_NAT64, bytes: [9, 10, 11, 12] },
  { prefix: LOCAL_NAT64, bytes: LAST_FOUR },
  // 6to4 (RFC 3056).
  { prefix: [0x20, 0x02], bytes: [2, 3, 4, 5] },
  // ISATAP (RFC 5214), under any prefix.
  { prefix: [0x00, 0x00, 0x5e, 0xfe], at: 8, bytes: LAST_FOUR },
  { prefix: [0x02, 0x00, 0x5e, 0xfe], at: 8, bytes: LAST_FOUR },
];

/** All IPv4 addresses that a valid IPv6 address may lead to, by one or another transition mechanism. */
export function embeddedIPv4(address: string): readonly string[] {
  const bytes = toBytes(address);
  const held = EMBEDDINGS.filter(({ prefix, at = 0 }) => prefix.every((byte, index) => bytes[at + index] === byte));
  return [...held.map((embedding) => embedding.bytes.map((index) => bytes[index]).join('.')), ...teredo(bytes)];
}

/** Teredo (RFC 4380) holds its server's address, and its client's with every bit turned over. */
function teredo(bytes: readonly number[]): readonly string[] {
  if (bytes.slice(0, 4).join() !== '32,1,0,0') return [];
  const client = bytes.slice(12).map((byte) => byte ^ 0xff);
  return [bytes.slice(4, 8).join('.'), client.join('.')];
}

/** The 16 bytes. A URL's parser writes the dotted end of an address in hexadecimal, and knows no zone. */
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
