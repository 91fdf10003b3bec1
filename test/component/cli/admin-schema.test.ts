// The JSON Schema of definitions files, which editors check them with.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { textOf, useAdminCli } from '../../support/admin-cli.ts';
import { aConnectorToWrite, aJobToWrite, anAccountToWrite, anIssuerToWrite } from '../../support/admin-definitions.ts';

const cli = useAdminCli();
const SCHEMA = JSON.parse(readFileSync('docs/portunus.schema.json', 'utf8'));

type Validator = (value: unknown) => boolean;
/** A validator of JSON Schema (draft 7) that is none of ours: the one that serverless brings. */
const { default: Ajv } = createRequire(createRequire(import.meta.url).resolve('serverless/package.json'))('ajv') as {
  default: new (options: object) => { compile: (schema: object) => Validator };
};
const accepts = new Ajv({ strict: true }).compile(SCHEMA);

it('docs/portunus.schema.json is what `portunus schema` prints', async () => {
  const run = await cli.portunus(['schema']);
  expect([run.code, run.err]).toEqual([0, '']);
  expect(JSON.parse(run.out)).toEqual(SCHEMA);
});

describe('the schema', () => {
  it('accepts the sample', () => {
    expect(accepts(parse(readFileSync('local/sample.yml', 'utf8')))).toBe(true);
  });

  it('accepts what is exported', async () => {
    for (const more of [[], ['--with-external-ids']]) {
      const { out } = await cli.portunus(['export', ...more]);
      expect(accepts(parse(out))).toBe(true);
    }
  });

  it('accepts an empty file’s object, and lists of none', () => {
    expect(
      [{}, { connectors: [] }, { issuers: [], accounts: [], connectors: [], refreshJobs: [] }].map(accepts),
    ).toEqual([true, true, true]);
  });

  const job = aJobToWrite();
  const unknown: readonly (readonly [string, object])[] = [
    ['the file', { connector: [] }],
    ['an issuer', { issuers: [anIssuerToWrite({ unheard: 1 })] }],
    ['an account', { accounts: [anAccountToWrite({ unheard: 1 })] }],
    ['credentials', { accounts: [anAccountToWrite({ credentials: { source: 'execution-role', unheard: 1 } })] }],
    ['a connector', { connectors: [aConnectorToWrite({ unheard: 1 })] }],
    ['a grant', { connectors: [aConnectorToWrite({ grants: [{ refreshJob: 'x1', unheard: 1 }] })] }],
    ['a session', { connectors: [aConnectorToWrite({ session: { unheard: 'x' } })] }],
    ['conditions', { connectors: [aConnectorToWrite({ conditions: { unheard: ['x'] } })] }],
    ['a job', { refreshJobs: [{ ...job, unheard: 1 }] }],
    ['a destination', { refreshJobs: [{ ...job, destination: { ...(job.destination as object), unheard: 1 } }] }],
  ];

  it.each(unknown)('refuses an unknown field of %s, as apply does', async (_where, definitions) => {
    expect(accepts(definitions)).toBe(false);
    const run = await cli.portunus(['apply', '-f', cli.file('unknown.yml', textOf(definitions)), '--yes']);
    expect([run.code, run.err]).toEqual([1, expect.stringContaining(' is not a known field')]);
  });

  it.each([
    ['a number for an AWS account', { accounts: [anAccountToWrite({ awsAccountId: 123_456_789_012 })] }],
    ['an unknown partition', { accounts: [anAccountToWrite({ partition: 'mars' })] }],
    ['a connector without a role', { connectors: [aConnectorToWrite({ roleArn: undefined })] }],
    ['a text for a list', { issuers: [anIssuerToWrite({ audiences: 'https://portunus.example' })] }],
    ['an id with capitals', { issuers: [anIssuerToWrite({ id: 'GitHub' })] }],
    ['a list for the file', []],
  ])('refuses %s', (_what, definitions) => {
    expect(accepts(JSON.parse(JSON.stringify(definitions)))).toBe(false);
  });
});
