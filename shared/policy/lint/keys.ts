import { createPublicKey } from 'node:crypto';
import type { Issuer } from '../../domain/issuer.ts';
import { readKeySet } from '../../domain/key-set.ts';
import { type Finding, findIf } from './rules.ts';

/** Keys that are written into a definition are the operator's own, so each that verifies nothing is a mistake. */
export function lintKeys({ jwks, algorithms }: Issuer, path: string): readonly Finding[] {
  if (jwks === undefined) return [];
  const { usable, leftOut } = readKeySet(jwks.keys, algorithms, createPublicKey);
  const field = (position: number) => `${path}.jwks.keys[${position}]`;
  const detail = (why: string) =>
    `Verifies nothing and is left out: it ${why}. Leave it out, or mend it or algorithms.`;
  return [
    ...findIf(
      usable.length === 0,
      'no-usable-key',
      `${path}.jwks`,
      'None of these keys verifies anything for this issuer, so each of its tokens is refused. Write the key that it signs with, and its algorithm.',
    ),
    ...leftOut.flatMap(({ position, why }) => findIf(true, 'unused-key', field(position), detail(why))),
  ];
}
