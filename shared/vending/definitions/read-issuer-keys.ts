import type { Call } from '../../domain/call.ts';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import { Issuer } from '../../domain/issuer.ts';
import { parseWith } from '../../domain/parse.ts';
import { knownPart } from '../../domain/reader.ts';
import type { DescribeDeletion, DescribedKeys, DescribeKeys, ReadDefinition } from './ports.ts';
import { getDefinition } from './write-for-caller.ts';

export interface IssuerKeyPorts {
  readonly readDefinition: ReadDefinition;
  readonly describeDeletion: DescribeDeletion;
  readonly describeKeys: DescribeKeys;
}

/** Tells which keys an issuer has now. Throws `not_found`, and `misconfigured` if the definition is not readable. */
export async function readIssuerKeys(
  { describeKeys, ...ports }: IssuerKeyPorts,
  id: string,
  call: Call,
): Promise<{ readonly issuer: string } & DescribedKeys> {
  const { value, newer } = await getDefinition(ports, { kind: 'issuer', id }, call);
  const parsed = parseWith(Issuer, knownPart(value, newer), 'issuer');
  if (parsed.ok) return { issuer: id, ...(await describeKeys(parsed.value, call)) };
  const detail = `the issuer ${id} is not readable: ${faultsText(parsed.errors)}`;
  throw new PortunusError('misconfigured', 'request', { detail });
}
