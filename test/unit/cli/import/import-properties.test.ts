// Whatever an administrator wrote down: nobody gets in whom the files or the options don't name.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDefinitions } from '../../../../cli/files/definitions-file.ts';
import type { Grant } from '../../../../shared/domain/grant.ts';
import { AGENTS, importTexts, OPTIONS } from '../../../support/import.ts';

const GROUP = fc.oneof(
  fc.constantFrom('builders', 'platform', 'CN=a,OU=b', '**', '*', '$(x)', '<<'),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const clean = (text: string) => text.trim() !== '' && !/\p{Cc}/u.test(text);

const CONNECTOR = fc.record({
  scope: fc.constantFrom('', 'SYSTEM', 'System Scope'),
  groups: fc.array(GROUP.filter(clean), { maxLength: 4 }),
  name: fc.string({ maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text)),
  externalId: fc.constantFrom('', 'shop-external-id'),
  maxDuration: fc.constantFrom('', '900', 3600),
});

const OPTION = fc.record(
  { agentsRole: fc.subarray([AGENTS, 'arn:aws:iam::111122223333:role/other']), jobIssuer: fc.constant('aws-shop') },
  { requiredKeys: ['agentsRole'] },
);

interface Row {
  readonly scope: string;
  readonly groups: readonly string[];
}

interface Options {
  readonly agentsRole: readonly string[];
  readonly jobIssuer?: string;
}

/** Everybody whom a grant lets in is named by the row, or by the options where the scope says so. */
function expectNamed(grant: Grant, { scope, groups: named }: Row, { agentsRole, jobIssuer }: Options): void {
  const { issuer, groups, iamRole, claims } = grant;
  if (groups !== undefined) {
    expect(grant).toEqual({ issuer: 'corp', groups });
    expect(named.map((group) => group.trim())).toEqual(expect.arrayContaining([...groups]));
    return;
  }
  expect(scope).not.toBe('');
  expect(issuer).toBe(jobIssuer);
  const roles = iamRole === undefined ? (claims ?? []).flatMap(({ anyOf }) => anyOf) : [iamRole];
  expect(roles.length).toBeGreaterThan(0);
  expect(agentsRole).toEqual(expect.arrayContaining(roles));
}

it('lets in the groups of the row, and the roles of the options where the scope says so', () => {
  fc.assert(
    fc.property(fc.array(CONNECTOR, { minLength: 1, maxLength: 4 }), OPTION, (rows, options) => {
      const accounts = [{ id: '1', name: 'Build', awsAccessKeyId: 'AKIABUILDBUILDBUILD1' }];
      const reached = { type: 'ASSUME_ROLE', accountId: '1', roleArn: 'arn:aws:iam::123456789012:role/shop' };
      const connectors = rows.map((row, index) => ({ ...row, ...reached, id: `${index + 1}` }));
      const { text } = importTexts({ 'it.json': JSON.stringify({ accounts, connectors }) }, { ...OPTIONS, ...options });
      const read = readDefinitions(parse(text, { merge: true }), (field) => field).connectors;
      expect(read.map(({ value }) => value.systemScope)).toEqual(rows.map(({ scope }) => scope !== ''));
      for (const [index, row] of rows.entries()) {
        for (const grant of read[index]?.value.grants ?? []) expectNamed(grant, row, options);
      }
    }),
    { numRuns: 60 },
  );
});

const WORD = fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', ',', ';', '"', '\n', 'é', '#', ':'), maxLength: 8 });
const cellOf = (text: string) => `"${text.replaceAll('"', '""')}"`;
const oneLine = (text: string) => text.replaceAll('\n', ' ').trim();

it('reads the same from CSV as from JSON, whatever the cells hold, by any delimiter and line end', () => {
  const row = fc.record({
    name: WORD.map((text) => `n ${oneLine(text)}`),
    description: WORD.map((text) => `d ${oneLine(text)}`),
    groups: fc.array(
      WORD.map((text) => `g ${oneLine(text.replaceAll(';', ''))}`.trim()),
      { maxLength: 3 },
    ),
    iamPolicy: WORD.map((Id) =>
      JSON.stringify({ Version: '2012-10-17', Id, Statement: { Effect: 'Deny', Action: '*', Resource: '*' } }, null, 1),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n', '\r'),
      (rows, delimiter, end) => {
        const account = { kind: 'account', id: '1', name: 'Build', awsAccessKeyId: 'AKIABUILDBUILDBUILD1' };
        const reached = {
          kind: 'connector',
          type: 'ASSUME_ROLE',
          accountId: '1',
          roleArn: 'arn:aws:iam::123456789012:role/shop',
        };
        const connectors = rows.map((one, index) => ({ ...one, ...reached, id: `shop-${index}` }));
        const columns = [...new Set([account, ...connectors].flatMap((one) => Object.keys(one)))];
        const lines = [account, ...connectors].map((one: Readonly<Record<string, unknown>>) =>
          columns.map((column) => cellOf([one[column] ?? ''].flat().join(';'))).join(delimiter),
        );
        const csv = [columns.join(delimiter), ...lines].join(end);
        const json = JSON.stringify({
          accounts: [account].map(({ kind: _kind, ...one }) => one),
          connectors: connectors.map(({ kind: _kind, ...one }) => one),
        });
        expect(importTexts({ 'it.csv': csv }).text).toBe(importTexts({ 'it.json': json }).text);
      },
    ),
    { numRuns: 60 },
  );
});
