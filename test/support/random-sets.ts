// Sets of definitions at random, of few names, so that one set often changes or lacks what another has. What a set refers
// to is in it.
import fc from 'fast-check';
import { DEFINITION_KINDS, LISTS } from '../../shared/domain/definition.ts';
import { type Definitions, SCHEMAS } from '../../shared/domain/definitions.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import type { MemoryTable } from './admin-ports.ts';
import { anAccount, aWrittenConnector, aWrittenIssuer } from './builders.ts';
import { aWrittenJob } from './refresh-builders.ts';

type Json = Readonly<Record<string, unknown>>;

export interface WrittenSet {
  readonly issuers: readonly Json[];
  readonly accounts: readonly Json[];
  readonly connectors: readonly Json[];
  readonly refreshJobs: readonly Json[];
}

const NUMBERS = ['123456789012', '210987654321'];

function toSet(issuers: readonly number[], accounts: readonly number[], uses: readonly Use[]): WrittenSet {
  const connectors = uses.map((use, index) => {
    const account = use.account % accounts.length;
    const grants = [
      { issuer: `ci-${use.issuer % issuers.length}`, claims: { repository_id: ['1296269'] } },
      ...(use.job === 'none' ? [] : [{ refreshJob: `job-${index}` }]),
    ];
    const roleArn = `arn:aws:iam::${NUMBERS[accounts[account] ?? 0]}:role/portunus/team-${index}`;
    return aWrittenConnector({ id: `team-${index}`, account: `account-${account}`, roleArn, grants, ...use.more });
  });
  return {
    issuers: issuers.map((age, index) =>
      aWrittenIssuer({
        ...{ id: `ci-${index}`, url: `https://ci-${index}.example`, jwksUri: `https://ci-${index}.example/jwks` },
        maxTokenAgeSeconds: 300 + age,
      }),
    ),
    accounts: accounts.map((number, index) => {
      return { ...anAccount(), id: `account-${index}`, awsAccountId: NUMBERS[number] };
    }),
    connectors,
    refreshJobs: uses.flatMap(({ job }, index) => (job === 'none' ? [] : [jobOf(index, job)])),
  };
}

function jobOf(index: number, job: 'enabled' | 'disabled') {
  const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/job-${index}-AbCdEf`;
  return aWrittenJob({
    ...{ id: `job-${index}`, connector: `team-${index}`, destination: { type: 'secretsmanager', arn } },
    ...(job === 'disabled' && { enabled: false }),
  });
}

const uses = fc.record({
  account: fc.nat(50),
  issuer: fc.nat(3),
  job: fc.constantFrom('none', 'enabled', 'disabled'),
  more: fc.record(
    { name: fc.constantFrom('One', 'Other', '__proto__'), access: fc.constantFrom('pull', 'push') },
    { requiredKeys: [] },
  ),
});
type Use = Readonly<{ account: number; issuer: number; job: 'none' | 'enabled' | 'disabled'; more: object }>;

/** Up to about seventy definitions, so that some sets are one transaction and others several. */
export const sets: fc.Arbitrary<WrittenSet> = fc
  .tuple(
    fc.array(fc.nat(1), { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat(1), { minLength: 1, maxLength: 40 }),
    fc.array(uses, { maxLength: 15 }),
  )
  .map(([issuers, accounts, connectors]) => toSet(issuers, accounts, connectors as readonly Use[]));

export function parsed(set: WrittenSet): Definitions {
  const lists = DEFINITION_KINDS.map((kind) => [
    LISTS[kind],
    set[LISTS[kind]].map((written) => {
      const result = parseWith(SCHEMAS[kind], written, kind);
      if (!result.ok) throw new Error(JSON.stringify(result.errors));
      return { written, value: result.value };
    }),
  ]);
  return Object.fromEntries(lists);
}

/** Puts a set there, past everything that is being tested. */
export function putSet(table: MemoryTable, set: WrittenSet): void {
  for (const kind of DEFINITION_KINDS) {
    for (const written of set[LISTS[kind]]) {
      table.put(kind, kind === 'connector' ? { ...written, externalId: `portunus-${written.id}` } : written);
    }
  }
}
