// A set-up of the replaced product, with connectors of all its types, as definitions.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { usageError } from '../../../../cli/command.ts';
import { readDefinitions } from '../../../../cli/files/definitions-file.ts';
import { assertOptions } from '../../../../cli/import/options.ts';
import { lintDefinitions } from '../../../../shared/policy/lint/lint.ts';
import { AGENTS, CSV, faultsOf, importTexts, JSON_FILE, OPTIONS } from '../../../support/import.ts';

const KEYS = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys';

const EXPECTED = {
  accounts: [
    {
      id: 'build-123456789012',
      awsAccountId: '123456789012',
      partition: 'aws',
      credentials: { source: 'iam-user', secretArn: `${KEYS}/build-AbCdEf` },
    },
    {
      id: 'build-210987654321',
      awsAccountId: '210987654321',
      partition: 'aws',
      credentials: { source: 'iam-user', secretArn: `${KEYS}/build-AbCdEf` },
    },
    {
      id: 'portunus-role-111122223333',
      awsAccountId: '111122223333',
      partition: 'aws',
      credentials: { source: 'execution-role' },
    },
    {
      id: 'portunus-role-123456789012',
      awsAccountId: '123456789012',
      partition: 'aws',
      credentials: { source: 'execution-role' },
    },
    {
      id: 'china',
      awsAccountId: '345678901234',
      partition: 'aws-cn',
      credentials: { source: 'iam-user', secretArn: `${KEYS}/china-CHANGE` },
    },
    {
      id: 'production-legacy',
      awsAccountId: '444455556666',
      partition: 'aws',
      credentials: { source: 'iam-user', secretArn: `${KEYS}/production-legacy-CHANGE` },
    },
  ],
  connectors: [
    {
      id: 'f24e81bc-7aff-42db-86a2-7cf82e24d871',
      name: 'Shop images',
      account: 'build-123456789012',
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::123456789012:role/shop-images',
      externalId: 'shop-external-id-1',
      maxDurationSeconds: 43200,
      systemScope: true,
      grants: [],
    },
    {
      id: 'c1d5b0a4-93a1-4a27-8a0e-50f2f5b1c002',
      name: 'Shop, pull only',
      account: 'build-123456789012',
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::123456789012:role/shop-images',
      externalId: 'shop-external-id-1',
      policy: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          Resource: '*',
        },
      },
      grants: [{ issuer: 'corp', groups: ['builders', 'platform'] }],
    },
    {
      id: 'd2e6c1b5-a4b2-4b38-9b1f-61a306c2d003',
      name: 'Federated build',
      account: 'build-123456789012',
      principalType: 'federated-user',
      maxDurationSeconds: 7200,
      policy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['ecr:GetAuthorizationToken', 'ecr:*'], Resource: '*' }],
      },
      systemScope: true,
      grants: [],
    },
    {
      id: 'e3f7d2c6-b5c3-4c49-8c20-72b417d3e004',
      name: 'By resource policies',
      account: 'build-123456789012',
      principalType: 'federated-user',
      omitPolicy: true,
      grants: [{ issuer: 'corp', groups: ['platform'] }],
    },
    {
      id: 'f4a8e3d7-c6d4-4d5a-9d31-83c528e4f005',
      name: 'Session of the key',
      account: 'build-123456789012',
      principalType: 'session-token',
      acknowledgeRisk: true,
      grants: [{ issuer: 'corp', groups: ['platform'] }],
    },
    {
      id: 'a5b9f4e8-d7e5-4e6b-8e42-94d639f50006',
      name: 'Session of the key for builds',
      account: 'build-123456789012',
      principalType: 'session-token',
      serves: ['ecr', 'session'],
      maxDurationSeconds: 3600,
      acknowledgeRisk: true,
      systemScope: true,
      grants: [],
    },
    {
      id: 'b6c0a5f9-e8f6-4f7c-9f53-a5e74a061007',
      name: "The host's own role",
      account: 'portunus-role-111122223333',
      principalType: 'provided',
      systemScope: true,
      grants: [],
    },
    {
      id: 'c7d1b60a-f907-408d-8064-b6f85b172008',
      name: "Tools by the host's role",
      account: 'portunus-role-123456789012',
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-tools',
      externalId: 'shop-external-id-2',
      maxDurationSeconds: 3600,
      policyArns: [
        'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
        'arn:aws:iam::123456789012:policy/shop-tools',
      ],
      systemScope: true,
      grants: [{ issuer: 'corp', groups: ['platform'] }],
    },
    {
      id: 'd8e2c71b-0a18-419e-9175-c7096c283009',
      name: 'Archive',
      account: 'build-210987654321',
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::210987654321:role/archive',
      systemScope: true,
      grants: [],
    },
    {
      id: 'e9f3d82c-1b29-42af-8286-d81a7d39400a',
      name: 'China',
      account: 'china',
      principalType: 'assumed-role',
      roleArn: 'arn:aws-cn:iam::345678901234:role/shop-images',
      region: 'cn-north-1',
      systemScope: true,
      grants: [],
    },
    {
      id: 'fa04e93d-2c3a-43b0-9397-e92b8e4a500b',
      name: 'Administrators only',
      account: 'production-legacy',
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::444455556666:role/break-glass',
    },
    {
      id: 'connector-12',
      name: 'From version 1',
      account: 'production-legacy',
      principalType: 'assumed-role',
      roleArn: 'arn:aws:iam::444455556666:role/old',
      maxDurationSeconds: 900,
      grants: [{ issuer: 'corp', groups: ['CN=builders,OU=groups'] }],
    },
  ],
};

describe('a set-up of three accounts and twelve connectors', () => {
  it('becomes these definitions', () => {
    expect(parse(importTexts(CSV).text)).toEqual(EXPECTED);
  });

  it('is the same from JSON, comments included', () => {
    expect(importTexts(JSON_FILE).text).toBe(importTexts(CSV).text);
  });

  it.each<[string, (text: string, columns: number) => string]>([
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['line ends of Windows', (text) => text.replaceAll('\n', '\r\n')],
    ['empty rows at the end', (text, columns) => `${text}${','.repeat(columns - 1)}\n\n`],
  ])('is the same with %s', (_what, change) => {
    const changed = Object.entries(CSV).map(([path, text]) => {
      const [header = ''] = text.split('\n', 1);
      return [path, change(text, header.split(',').length)];
    });
    expect(importTexts(Object.fromEntries(changed)).text).toBe(importTexts(CSV).text);
  });

  it('is the same with semicolons, and with tabs', () => {
    for (const delimiter of [';', '\t']) {
      const accounts = CSV['accounts.csv']?.replaceAll(',', delimiter) ?? '';
      expect(importTexts({ ...CSV, 'accounts.csv': accounts }).text).toBe(importTexts(CSV).text);
    }
  });

  it('tells what it changed, by row and column', () => {
    expect(importTexts(CSV).notes).toEqual([
      'connectors.csv, row 3, iamPolicy: got "Version": "2012-10-17", which means the same here',
      'connectors.csv, row 12, id: is in lower case now, as ids are: change the variables of plans that have upper case',
      'connectors.csv, row 13, groups: has a name with a comma. If it is several groups, put a semicolon between them',
      'connectors.csv, row 13, id: became connector-12, because numbers are no ids: change the variables of plans',
    ]);
  });

  it('has the field in JSON by its place', () => {
    expect(importTexts(JSON_FILE).notes[1]).toMatch(/^set-up\.json, connectors\[10\], id: is in lower case now/);
  });

  it('marks what is to be decided', () => {
    const { text } = importTexts(CSV);
    expect(text.match(/# decide: which jobs may use this connector/g)).toHaveLength(7);
    expect(text.match(/# decide: Secrets Manager adds six characters/g)).toHaveLength(2);
    expect(text).toContain(
      '# decide: which jobs may use this connector. There, every plan could. Here, no job can before',
    );
  });

  it('holds neither the id of a key nor more than the files', () => {
    expect(importTexts(CSV).text).not.toContain('AKIA');
  });

  it('is read by every reader of definitions, and the linter has nothing to warn of', () => {
    const issuer = {
      id: 'corp',
      url: 'https://corp.example',
      kind: 'user',
      audiences: ['portunus'],
      require: { token_use: ['id'] },
      groupsClaim: 'groups',
    };
    const written = { issuers: [issuer], ...parse(importTexts(CSV).text, { merge: true }) };
    const definitions = readDefinitions(written, (field) => field);
    const known = { issuers: [], accounts: [], connectorRoles: ['arn:*:iam::*:role/portunus/*'] };
    const findings = lintDefinitions(definitions, known).filter(({ severity }) => severity !== 'notice');
    expect(findings).toEqual([]);
  });
});

describe('whoever may use connectors of system scope', () => {
  const grantsWith = (options: object) =>
    parse(importTexts(CSV, { ...OPTIONS, ...options }).text).connectors.map(
      ({ grants }: { grants?: unknown }) => grants,
    );

  it('is a role that signs its requests, where it is named', () => {
    const grants = grantsWith({ agentsRole: [AGENTS] });
    const people = { issuer: 'corp', groups: ['platform'] };
    expect([grants[0], grants[3], grants[7], grants[10]]).toEqual([
      [{ iamRole: AGENTS }],
      [people],
      [people, { iamRole: AGENTS }],
      undefined,
    ]);
  });

  it('is a role that shows a token, where its issuer is named too', () => {
    const grants = grantsWith({ agentsRole: [AGENTS], jobIssuer: 'aws-shop' });
    expect(grants[0]).toEqual([{ issuer: 'aws-shop', claims: { sub: [AGENTS] } }]);
  });

  it('leaves nothing to decide then', () => {
    expect(importTexts(CSV, { ...OPTIONS, agentsRole: [AGENTS] }).text).not.toContain('decide: which jobs');
  });
});

it.each([
  [{ jobIssuer: 'aws-shop' }, '--job-issuer needs --agents-role: an issuer alone would let every job of it in'],
  [{ agentsRole: ['arn:aws:iam::111122223333:role/*'] }, '--agents-role must be the ARN of one IAM role'],
  [{ peopleIssuer: 'Corp' }, '--people-issuer must be the id of an issuer'],
  [{ accountId: '1111' }, '--account-id must be 12 digits'],
  [{ region: 'Ireland' }, "--region must have a region's form, such as eu-west-1"],
  [{ stage: 'my-stage' }, '--stage must be up to 16 lower-case letters and digits, first a letter'],
])('refuses the options %j', (options, line) => {
  expect(() => assertOptions(options)).toThrow(usageError(line));
});

it('keeps apart accounts whose names make one id', () => {
  const account = (id: string, name: string) => ({ id, name, awsAccessKeyId: 'AKIABUILDBUILDBUILD1' });
  const connector = (id: string, accountId: string, aws: string) => ({
    id,
    type: 'ASSUME_ROLE',
    accountId,
    roleArn: `arn:aws:iam::${aws}:role/x`,
  });
  const text = JSON.stringify({
    accounts: [account('1', 'Build (A)'), account('2', 'build: a'), account('3', '?')],
    connectors: [
      connector('aa', '1', '123456789012'),
      connector('bb', '2', '123456789012'),
      connector('cc', '3', '123456789012'),
    ],
  });
  const { accounts, connectors } = parse(importTexts({ 'it.json': text }).text);
  expect(accounts.map(({ id }: { id: string }) => id)).toEqual(['build-a', 'build-a-2', 'account-3']);
  expect(connectors.map(({ account }: { account: string }) => account)).toEqual(['build-a', 'build-a-2', 'account-3']);
});

describe('a list in a cell', () => {
  const HEADER = 'kind,id,name,type,accountId,roleArn,awsAccessKeyId,groups,scope';
  const fileWith = (groups: string, scope = '') => ({
    'it.csv': `${HEADER}
account,1,Build,,,,AKIABUILDBUILDBUILD1,,
connector,shop,,ASSUME_ROLE,build,arn:aws:iam::123456789012:role/shop,,${groups},${scope}
`,
  });
  const groupsOf = (groups: string) => parse(importTexts(fileWith(groups)).text).connectors[0].grants?.[0].groups;

  it.each([
    ['a;b', ['a', 'b']],
    ['" a ; b ;; a"', ['a', 'b']],
    ['"a\nb\r\nc"', ['a', 'b', 'c']],
    ['"[""a"", ""b, c""]"', ['a', 'b, c']],
    ['" ; "', undefined],
  ])('%j is read', (cell, groups) => {
    expect(groupsOf(cell)).toEqual(groups);
  });

  it.each(['"[""a"""', '"[1]"', '"[[""a""]]"'])('%j is none', (cell) => {
    expect(faultsOf(fileWith(cell))).toEqual(['it.csv, row 3, groups: must be a list of texts']);
  });

  it.each([
    ['SYSTEM', true],
    ['System Scope', true],
    ['yes', true],
    ['no', undefined],
    ['', undefined],
  ])('a scope of %j is read', (scope, expected) => {
    expect(parse(importTexts(fileWith('', scope)).text).connectors[0].systemScope).toBe(expected);
  });
});

it('finds an account by its name, unless two have it', () => {
  const account = (id: string) => ({ id, name: 'Build', awsAccessKeyId: 'AKIABUILDBUILDBUILD1' });
  const connector = { id: 'shop', type: 'ASSUME_ROLE', roleArn: 'arn:aws:iam::123456789012:role/shop' };
  const faultsFor = (accountId: string, accounts: readonly object[]) =>
    faultsOf({ 'it.json': JSON.stringify({ accounts, connectors: [{ ...connector, accountId }] }) });
  expect(faultsFor('build', [account('1')])).toEqual([]);
  expect(faultsFor('2', [account('1'), account('2')])).toEqual([]);
  expect(faultsFor('Build', [account('1'), account('2')])).toEqual([
    'it.json, connectors[0], accountId: must be the id or the name of one account of these files, or [IAM role for EC2/ECS]',
  ]);
});
