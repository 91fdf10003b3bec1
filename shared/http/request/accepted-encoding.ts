/** The encodings that the pages' files are stored in, best first. */
const STORED = ['br', 'gzip'] as const;

export type StoredEncoding = (typeof STORED)[number];

/** The best stored encoding that a client says it takes, or `undefined` if it takes none of them. */
export function acceptedEncoding(header: unknown): StoredEncoding | undefined {
  if (typeof header !== 'string') return undefined;
  const taken = new Map(header.toLowerCase().split(',').map(toWeight));
  return STORED.find((encoding) => (taken.get(encoding) ?? taken.get('*') ?? 0) > 0);
}

/** One entry of `Accept-Encoding`, such as `br;q=0.5` (RFC 9110, section 12.5.3). */
function toWeight(entry: string): [string, number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return [name, weight === undefined ? 1 : Number(weight.slice(2))];
}
