// The YAML that the pages of definitions show, held against the schemas that read it.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Account } from '../../../shared/domain/account.ts';
import { Connector } from '../../../shared/domain/connector.ts';
import { Issuer } from '../../../shared/domain/issuer.ts';
import { RefreshJob } from '../../../shared/domain/refresh-job.ts';

const SCHEMAS = { issuers: Issuer, accounts: Account, connectors: Connector, refreshJobs: RefreshJob };
type List = keyof typeof SCHEMAS;

/** A connector that a fragment is part of; what the fragment says itself counts. */
const BASE = {
  id: 'example',
  account: 'build',
  principalType: 'assumed-role',
  roleArn: 'arn:aws:iam::123456789012:role/portunus/example',
};

const connectorWith = ({ claims, ...fields }: Record<string, unknown>) => ({
  ...BASE,
  ...fields,
  ...(claims === undefined ? {} : { grants: [{ issuer: 'github', claims }] }),
});

/** The definitions of a block: whole lists, or the fields of one connector. A certificate that is left out has none. */
function definitionsOf(text: string): readonly { readonly list: List; readonly entry: unknown }[] {
  if (text.includes('…')) return [];
  const block: Record<string, unknown> = parse(text, { merge: true });
  const lists = (Object.keys(SCHEMAS) as List[]).filter((list) => list in block);
  if (lists.length === 0) return [{ list: 'connectors', entry: connectorWith(block) }];
  return lists.flatMap((list) => (block[list] as unknown[]).map((entry) => ({ list, entry })));
}

describe.each(['definitions.md', 'principal-types.md'])('the examples of docs/%s', (page) => {
  const blocks = [...readFileSync(`docs/${page}`, 'utf8').matchAll(/^```yaml.*\n([\s\S]*?)^```$/gm)];
  const definitions = blocks.flatMap(([, text = '']) => definitionsOf(text));

  it('are found', () => {
    expect(definitions.length).toBeGreaterThan(5);
  });

  it.each(definitions)('are what Portunus reads: $list $entry.id', ({ list, entry }) => {
    expect(v.safeParse(SCHEMAS[list], entry).issues).toBeUndefined();
  });
});
