// `portunus test`: cases over definitions that lie in files.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { useCli } from '../../support/run-cli.ts';

type Json = Readonly<Record<string, unknown>>;

const { folder, file, portunus } = useCli();

const DEFINITIONS = `issuers:
  - id: ci
    url: https://ci.example
    kind: workload
    audiences: [https://portunus.example]
    require: { owner_id: ["9919"] }
  - id: people
    url: https://login.example
    kind: user
    audiences: [portunus]
    require: { token_use: [id] }
    groupsClaim: groups
    adminGroups: [admins]
accounts:
  - { id: build, awsAccountId: "123456789012", partition: aws, credentials: { source: execution-role } }
connectors:
  - id: shop-images
    account: build
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/shop
    region: eu-west-1
    access: pull
    repositories: [shop]
    systemScope: true
    session: { name: "ci-{run_id}", tags: { repository: "{repository_id}" } }
    grants:
      - issuer: ci
        claims: { repository_id: ["1296269"], ref: [refs/heads/main] }
      - iamRole: arn:aws:iam::111122223333:role/agents
        uniqueId: AROACKCEVSQ6C2EXAMPLE
      - issuer: people
        groups: [platform]
  - id: shop-both
    account: build
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/shop
    region: eu-west-1
    systemScope: true
    grants:
      - issuer: ci
        claims: { repository_id: ["1296269"], ref: [refs/heads/main] }
      - issuer: ci
        claims: { repository_id: ["1296269"], ref: [refs/pull/*/merge] }
        access: pull
`;
const CLAIMS: Json = {
  iss: 'https://ci.example',
  sub: 'repo:acme/shop',
  owner_id: '9919',
  repository_id: '1296269',
  ref: 'refs/heads/main',
  run_id: 7,
};
const ALLOWED: Json = { name: 'main', connector: 'shop-images', claims: CLAIMS, expect: 'allowed' };
const REFUSED: Json = { ...ALLOWED, claims: { ...CLAIMS, ref: 'refs/heads/next' }, expect: 'refused' };

file('portunus.yml', DEFINITIONS);
function casesFile(cases: readonly unknown[], name = 'cases.yaml', definitions: readonly string[] = ['portunus.yml']) {
  return file(name, stringify({ definitions, cases }, { aliasDuplicateObjects: false }));
}

function run(cases: readonly unknown[], ...more: readonly string[]) {
  return portunus(['test', '-f', casesFile(cases), ...more]);
}

describe('cases that hold', () => {
  const person = { iss: 'https://login.example', sub: 'ada', token_use: 'id', run_id: 1, repository_id: 2 };
  it.each<[string, Json]>([
    ['a token that is let in', ALLOWED],
    ['by the grant that is named', { ...ALLOWED, by: 'grants[0]' }],
    ['one that is refused', REFUSED],
    ['for the reason that is named', { ...REFUSED, reason: 'no_grant_matches' }],
    [
      'numbers and booleans, as a real token may have them',
      { ...ALLOWED, claims: { ...CLAIMS, repository_id: 1296269 } },
    ],
    [
      'claims that say nothing of their issuer, beside it',
      { ...ALLOWED, issuer: 'ci', claims: { ...CLAIMS, iss: null } },
    ],
    ['the require of an issuer', { ...REFUSED, claims: { ...CLAIMS, owner_id: '1' }, reason: 'require_not_held' }],
    ['a token without a subject', { ...REFUSED, claims: { ...CLAIMS, sub: null }, reason: 'sub_missing' }],
    ['people of a group', { ...ALLOWED, claims: { ...person, groups: ['platform'] }, by: 'grants[2]' }],
    ['people who administer', { ...ALLOWED, claims: { ...person, groups: ['admins'] }, by: 'administrator' }],
    ['a connector that is not there, if it is asked for', { ...REFUSED, connector: 'no', reason: 'no_such_connector' }],
    [
      'what the grant narrows',
      {
        ...{ ...ALLOWED, connector: 'shop-both', by: 'grants[1]', narrowing: { access: 'pull' } },
        claims: { ...CLAIMS, ref: 'refs/pull/7/merge' },
      },
    ],
    ['a grant that narrows nothing', { ...ALLOWED, connector: 'shop-both', by: 'grants[0]', narrowing: {} }],
    ['another action', { ...REFUSED, request: { action: 'session' }, reason: 'not_served' }],
    ['a request for more', { ...REFUSED, claims: CLAIMS, request: { access: 'push' }, reason: 'invalid_request' }],
    [
      'a session that lacks a claim',
      { ...REFUSED, claims: { ...CLAIMS, run_id: null }, reason: 'claim_missing: run_id' },
    ],
    [
      'what would be sent',
      {
        ...ALLOWED,
        request: { region: 'eu-central-1', durationSeconds: 900 },
        session: {
          sessionName: 'ci-7',
          principalType: 'assumed-role',
          roleArn: 'arn:aws:iam::123456789012:role/portunus/shop',
          tags: [{ key: 'repository', value: '1296269' }],
          region: 'eu-central-1',
          registryIds: ['123456789012'],
        },
      },
    ],
  ])('%s', async (_what, one) => {
    expect(await run([one])).toEqual({ code: 0, out: `ok   ${one.name}\n1 passed, 0 failed\n`, err: '' });
  });

  it('of a role that signs its request', async () => {
    const role = { name: 'agents', connector: 'shop-images', iamRole: 'arn:aws:iam::111122223333:role/ci/agents' };
    const plain = join(folder, 'roles.yml');
    file('roles.yml', DEFINITIONS.replace(/ {4}session: .*\n/, ''));
    const cases = [
      { ...role, uniqueId: 'AROACKCEVSQ6C2EXAMPLE', expect: 'allowed', by: 'grants[1]' },
      { ...role, uniqueId: 'AROAOTHEREXAMPLEROLE1', expect: 'refused', reason: 'no_grant_matches' },
      { ...role, expect: 'refused', reason: 'no_grant_matches' },
    ];
    const { code, out } = await portunus(['test', '-f', casesFile(cases, 'roles-cases.yaml', [plain])]);
    expect(out).toContain('3 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('over a folder of definitions, in which the cases lie too', async () => {
    mkdirSync(join(folder, 'all'));
    const [issuers = '', rest = ''] = DEFINITIONS.split('accounts:');
    file('all/issuers.yml', issuers);
    file('all/rest.yml', `accounts:${rest}`);
    const { out } = await portunus(['test', '-f', casesFile([ALLOWED, REFUSED], 'all/shop.cases.yaml', ['.'])]);
    expect(out).toBe('ok   main\nok   main\n2 passed, 0 failed\n');
  });

  it('that take over the claims of another', async () => {
    const text = `definitions: [portunus.yml]
cases:
  - { name: main, connector: shop-images, claims: &token ${JSON.stringify(CLAIMS)}, expect: allowed }
  - { name: next, connector: shop-images, claims: { <<: *token, ref: refs/heads/next }, expect: refused }
`;
    expect((await portunus(['test', '-f', file('merged.yaml', text)])).out).toContain('2 passed, 0 failed');
  });
});

describe('a case that does not hold', () => {
  it('says what was expected, what is, and which conditions did not hold', async () => {
    const { code, out, err } = await run([{ ...REFUSED, expect: 'allowed', by: 'grants[0]' }, REFUSED]);
    expect(out).toBe(`FAIL main
     expected allowed by grants[0]
     actual   refused: no_grant_matches
     no   grants[0].claims.ref: wants ["refs/heads/main"], has "refs/heads/next"
     no   grants[1].iamRole: wants "arn:aws:iam::111122223333:role/agents", has "repo:acme/shop"
     no   grants[1].uniqueId: wants "AROACKCEVSQ6C2EXAMPLE", has nothing
     no   grants[2].issuer: wants "people", has "ci"
     no   grants[2].groups: wants ["platform"], has []
ok   main
1 passed, 1 failed
`);
    expect({ code, err }).toEqual({ code: 1, err: '' });
  });

  it.each<[string, Json, readonly string[]]>([
    [
      'lets in whom it should not',
      { ...ALLOWED, expect: 'refused' },
      ['expected refused', 'actual   allowed by grants[0]'],
    ],
    [
      'goes by another grant',
      { ...ALLOWED, by: 'grants[1]' },
      ['expected allowed by grants[1]', 'actual   allowed by grants[0]'],
    ],
    [
      'refuses for another reason',
      { ...REFUSED, claims: { ...CLAIMS, owner_id: '1' }, reason: 'no_grant_matches' },
      [
        'expected refused: no_grant_matches',
        'actual   refused: require_not_held',
        'no   issuer.require.owner_id: wants ["9919"], has "1"',
      ],
    ],
    [
      'has a connector that is misspelt, and would refuse everybody',
      { ...REFUSED, connector: 'shop-image' },
      ['expected refused', 'actual   refused: no_such_connector'],
    ],
    [
      'has an issuer that is misspelt',
      { ...REFUSED, issuer: 'cii' },
      ['expected refused', 'actual   refused: no_such_issuer', 'no   issuer: wants ["ci","people"], has "cii"'],
    ],
    [
      'sends something else',
      { ...ALLOWED, session: { sessionName: 'ci-8', sourceIdentity: 'ada' } },
      [
        'expected allowed',
        'actual   allowed by grants[0]',
        'no   session.sessionName: wants "ci-8", has "ci-7"',
        'no   session.sourceIdentity: wants "ada", has nothing',
      ],
    ],
    [
      'narrows otherwise',
      { ...ALLOWED, connector: 'shop-both', narrowing: { access: 'pull' } },
      ['expected allowed', 'actual   allowed by grants[0]', 'no   narrowing: wants {"access":"pull"}, has {}'],
    ],
    [
      'asks for more than there is',
      { ...ALLOWED, request: { access: 'push' } },
      ['expected allowed', 'actual   refused: invalid_request', 'no   access is more than the connector gives'],
    ],
  ])('%s', async (_what, one, lines) => {
    const { code, out } = await run([one]);
    expect(out.split('\n')).toEqual(['FAIL main', ...lines.map((line) => `     ${line}`), '0 passed, 1 failed', '']);
    expect(code).toBe(1);
  });

  it('for want of an account that the files do not have', async () => {
    file('half.yml', DEFINITIONS.replace(/accounts:\n.*\n/, ''));
    const { out } = await portunus(['test', '-f', casesFile([ALLOWED], 'half-cases.yaml', ['half.yml'])]);
    expect(out).toContain('actual   refused: connector_invalid: account build is not in the files\n');
  });
});

describe('results', () => {
  it('as JSON', async () => {
    const { code, out } = await run([ALLOWED, { ...REFUSED, name: 'next', expect: 'allowed' }], '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({
      passed: 1,
      failed: 1,
      files: [
        {
          file: join(folder, 'cases.yaml'),
          cases: [
            { name: 'main', passed: true, expected: 'allowed', actual: 'allowed by grants[0]', details: [] },
            { name: 'next', passed: false, expected: 'allowed', actual: 'refused: no_grant_matches' },
          ],
        },
      ],
    });
    expect(code).toBe(1);
  });

  it('as JUnit, of several files', async () => {
    const hard = {
      ...REFUSED,
      name: 'a <hard> "name" & ]]>',
      claims: { ...CLAIMS, ref: ']]>\u0007&' },
      expect: 'allowed',
    };
    const files = [casesFile([ALLOWED, hard], 'a-cases.yaml'), casesFile([REFUSED], 'b-cases.yaml')];
    const report = join(folder, 'report.xml');
    const { code, out } = await portunus(['test', '-f', files[0] ?? '', '-f', files[1] ?? '', '--junit', report]);
    expect(code).toBe(1);
    expect(out.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      `${files[0]}:`,
      'ok   main',
      'FAIL a <hard> "name" & ]]>',
      `${files[1]}:`,
      'ok   main',
      '2 passed, 1 failed',
      '',
    ]);

    const xml = new DOMParser({ onError: (_level, message) => expect.unreachable(message) }).parseFromString(
      readFileSync(report, 'utf8'),
      'text/xml',
    );
    const suites = [...xml.getElementsByTagName('testsuite')];
    expect(suites.map((suite) => ['name', 'tests', 'failures'].map((name) => suite.getAttribute(name)))).toEqual([
      [files[0], '2', '1'],
      [files[1], '1', '0'],
    ]);
    expect([...xml.getElementsByTagName('testcase')].map((one) => one.getAttribute('name'))).toEqual([
      'main',
      'a <hard> "name" & ]]>',
      'main',
    ]);
    const [failure, ...more] = [...xml.getElementsByTagName('failure')];
    expect(more).toEqual([]);
    expect(failure?.getAttribute('message')).toBe('expected allowed, was refused: no_grant_matches');
    const told = out.split('\n').filter((line) => line.startsWith('     '));
    expect(failure?.textContent).toBe(told.map((line) => line.trim()).join('\n'));
  });

  it('go into a folder that is made for them', async () => {
    const path = join(folder, 'made/for/report.xml');
    const run = await portunus(['test', '-f', casesFile([ALLOWED]), '--junit', path]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(path, 'utf8')).toContain('<testsuite ');
  });

  it('that have nowhere to go are not begun with', async () => {
    const path = join(file('no-folder', ''), 'report.xml');
    const run = await portunus(['test', '-f', casesFile([ALLOWED]), '--junit', path]);
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.err).toMatch(/no-folder: a part of this path is a file, and no folder \(ENOTDIR\)\n$/);
  });
});

describe('a file with faults is not run, and each is told with its line', () => {
  const GOOD = `definitions: [portunus.yml]
cases:
  - name: main
    connector: shop-images
    claims: { sub: x }
    expect: allowed
`;
  it.each([
    ['a field that is not known', 'expect: allowed', 'expects: allowed', ':6: cases[0].expects is not a known field'],
    [
      'an expectation that is none',
      'expect: allowed',
      'expect: yes',
      ":6: cases[0].expect must be 'allowed' or 'refused'",
    ],
    ['no expectation', '    expect: allowed\n', '', ':3: cases[0].expect is required'],
    ['no name', 'name: main', 'name: ""', ':3: cases[0].name must be one line of text'],
    ['nobody to ask for', '    claims: { sub: x }\n', '', ':3: cases[0].claims or iamRole must say for whom'],
    ['claims that are none', '{ sub: x }', '[sub]', ':5: cases[0].claims must be an object'],
    [
      'an issuer for a role',
      'claims: { sub: x }',
      'iamRole: arn:aws:iam::111122223333:role/a\n    issuer: ci',
      ':6: cases[0].issuer must stand beside claims',
    ],
    [
      'an id of no role',
      'expect: allowed',
      'uniqueId: AROA1\n    expect: allowed',
      ':6: cases[0].uniqueId must stand beside iamRole',
    ],
    [
      'what is narrowed for a refusal',
      'expect: allowed',
      'expect: refused\n    narrowing: {}',
      ':7: cases[0].narrowing is for cases that expect allowed',
    ],
    [
      'a grant for a refusal',
      'expect: allowed',
      'expect: refused\n    by: grants[0]',
      ':7: cases[0].by is for cases that expect allowed',
    ],
    [
      'a grant that is none',
      'expect: allowed',
      'expect: allowed\n    by: grant 0',
      ':7: cases[0].by must be such as grants[0]',
    ],
    [
      'a reason to let in',
      'expect: allowed',
      'expect: allowed\n    reason: x',
      ':7: cases[0].reason is for cases that expect refused',
    ],
    [
      'a session of a refusal',
      'expect: allowed',
      'expect: refused\n    session: {}',
      ':7: cases[0].session is for cases that expect allowed',
    ],
    [
      'what no session has',
      'expect: allowed',
      'expect: allowed\n    session: { name: x }',
      ':7: cases[0].session.name is not a known field',
    ],
    [
      'what nobody may ask for',
      'expect: allowed',
      'request: { regoin: x }\n    expect: allowed',
      ':6: cases[0].request.regoin is not a known field',
    ],
    [
      'an action that is none',
      'expect: allowed',
      'request: { action: push }\n    expect: allowed',
      ":6: cases[0].request.action must be 'ecr-login' or",
    ],
    ['no cases', /cases:[\s\S]*/, 'cases: []\n', ':2: cases must not be empty'],
    ['no definitions', '[portunus.yml]', '[]', ':1: definitions must not be empty'],
    ['a list that is not known', 'cases:', 'tests: []\ncases:', ':2: tests is not a known field'],
    ['a key that stands twice', 'expect: allowed', 'name: main', ':6: Map keys must be unique'],
    [
      'definitions that are not there',
      'portunus.yml',
      'absent.yml',
      'absent.yml: there is no such file or folder (ENOENT)',
    ],
  ])('%s', async (_what, from, to, message) => {
    const run = await portunus(['test', '-f', file('broken.yaml', GOOD.replace(from, to))]);
    expect(run.err).toContain(message);
    expect(run).toMatchObject({ code: 1, out: '' });
  });

  it('a fault of the definitions has their line', async () => {
    file('broken-definitions.yml', DEFINITIONS.replace('region: eu-west-1', 'regoin: eu-west-1'));
    const run = await portunus(['test', '-f', casesFile([ALLOWED], 'cases.yaml', ['broken-definitions.yml'])]);
    expect(run.err).toContain(
      'broken-definitions.yml:21: connectors[0].regoin is not a known field: did you mean region?\n',
    );
    expect(run.code).toBe(1);
  });

  it('so has a fault that apply would find', async () => {
    file('twice.yml', DEFINITIONS.replace('https://login.example', 'https://ci.example'));
    const run = await portunus(['test', '-f', casesFile([ALLOWED], 'cases.yaml', ['twice.yml'])]);
    expect(run.err).toContain('twice.yml:3: issuers[0].url is the URL of another issuer too');
  });
});

describe('docs/testing-access.md', () => {
  const page = readFileSync('docs/testing-access.md', 'utf8');
  const snippet = (name: string): string => page.split(`\n\`\`\`yaml ${name}\n`)[1]?.split('\n```')[0] ?? '';

  it('has cases that hold for what init writes', async () => {
    const dir = join(folder, 'page');
    await portunus(['init', '--ci', 'github', '--dir', dir]);
    const run = await portunus(['test', '-f', file('page/cases.yaml', snippet('cases.yaml'))]);
    expect(run.out).toContain('3 passed, 0 failed');
  });

  it('names every field of a case', () => {
    const rows = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? []);
    const fields = [
      'name',
      'connector',
      'claims',
      'issuer',
      'iamRole',
      'uniqueId',
      'request',
      'expect',
      'by',
      'reason',
      'session',
    ];
    expect(rows).toEqual(expect.arrayContaining(['definitions', ...fields]));
  });

  it.each(['.github/workflows/access.yml', '.gitlab-ci.yml'])('runs commands in %s that there are', async (name) => {
    expect(parse(snippet(name))).toBeTypeOf('object');
    const commands = [...snippet(name).matchAll(/dist\/cli\/portunus\.js (.*)$/gm)].map(([, words = '']) =>
      words.split(' '),
    );
    expect(commands.map(([command]) => command)).toEqual(['lint', 'test']);

    await portunus(['init', '--ci', 'github', '--dir', join(folder, name, 'access')]);
    for (const words of commands) {
      const args = words.map((word) => (/^access|xml$/.test(word) ? join(folder, name, word) : word));
      expect(await portunus(args)).toMatchObject({ code: 0, err: '' });
    }
  });
});
