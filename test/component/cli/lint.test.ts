// `portunus lint`: what can be said of definitions without asking anybody.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useCli } from '../../support/run-cli.ts';

const { folder, file, portunus } = useCli();

const GOOD = `issuers:
  - id: github
    url: https://token.actions.githubusercontent.com
    kind: workload
    audiences: [https://portunus.example]
    require: { repository_owner_id: ["9919"] }
accounts:
  - { id: build, awsAccountId: "123456789012", partition: aws, credentials: { source: execution-role } }
connectors:
  - id: shop-images
    account: build
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/shop
    systemScope: true
    grants:
      - issuer: github
        claims: { repository_id: ["1296269"], ref: [refs/heads/main], event_name: [push] }
`;
function lint(text: string, ...more: readonly string[]) {
  return portunus(['lint', '-f', file('it.yml', text), ...more]);
}
const NONE = '0 errors, 0 warnings, 0 notices\n';

it('finds nothing in what is right', async () => {
  expect(await lint(GOOD)).toEqual({ code: 0, out: NONE, err: '' });
});

describe('a refresh job that can never deliver', () => {
  const job = (tier: string) => `${GOOD}  - id: shop-hosts
    account: build
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/shop-servers
    region: eu-west-1
    access: pull
    repositories: [shop/*]
    systemScope: true
    grants: [{ refreshJob: shop-hosts }]
refreshJobs:
  - id: shop-hosts
    connector: shop-hosts
    format: docker-config
    destination: { type: ssm, arn: "arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/shop-hosts"${tier} }
`;

  it('is an error if its destination is of another stage, where the stage is known', async () => {
    const path = file('it.yml', job(', tier: advanced'));
    const { code, out } = await portunus(['lint', '-f', path], { PORTUNUS_STAGE: 'prod' });
    expect(code).toBe(1);
    expect(out).toMatch(/it\.yml:31: error: .*\.arn is of stage dev, and this deployment is of stage prod /);
  });

  it('is warned of, with what would work', async () => {
    const { code, out } = await lint(job(''));
    expect(code).toBe(1);
    expect(out).toMatch(
      /it\.yml:31: warning: .* a parameter of tier standard takes 4096: no delivery will work\. Write tier: advanced, or format: username-password, .* \(delivery-too-long\)\n0 errors, 1 warning, 0 notices\n$/,
    );
  });

  it('is not once it fits', async () => {
    expect(await lint(job(', tier: advanced'))).toEqual({ code: 0, out: NONE, err: '' });
  });

  it('is refused by apply, which says so too', async () => {
    await portunus(['tables', 'create']);
    const apply = (text: string) => portunus(['apply', '-f', file('it.yml', text), '--direct', '--yes']);
    const refused = await apply(job(''));
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Write tier: advanced, or')]);
    expect(refused.err).toContain('(delivery-too-long; acknowledgeRisk: true, if it is meant)');
    expect((await apply(job(', tier: advanced'))).code).toBe(0);
  });
});

describe('tells each finding with its line, and whether it counts', () => {
  it.each<[string, string, string, RegExp, number]>([
    [
      'a schema fault',
      'account: build',
      'acount: build',
      /it\.yml:10: error: connectors\[0\]\.account is required \(schema\)\n.*it\.yml:11: error: connectors\[0\]\.acount is not a known field: did you mean account\? \(schema\)\n2 errors, 0 warnings, 0 notices\n$/,
      1,
    ],
    ['a text that is no YAML', 'issuers:', 'issuers: [', /it\.yml:\d+: error: .* \(schema\)\n/, 1],
    [
      'a fault between definitions',
      '::123456789012:role',
      '::999999999999:role',
      /it\.yml:13: error: connectors\[0\]\.roleArn must be of the connector's account \(reference\)\n1 error, 0 w/,
      1,
    ],
    [
      'an error of the linter',
      '{ repository_id: ["1296269"], ref: [refs/heads/main], event_name: [push] }',
      '{ repository_id: ["*"] }',
      /it\.yml:17: error: Every condition holds for any value, .* \(open-grant\)\n/,
      1,
    ],
    [
      'a warning',
      'ref: [refs/heads/main], ',
      '',
      /it\.yml:17: warning: Whoever may push a branch.* \(any-branch\)\n0 errors, 1 warning, 0 notices\n$/,
      1,
    ],
    [
      'a warning that is acknowledged',
      'systemScope: true',
      'acknowledgeRisk: true\n    systemScope: true\n    session: { name: x }',
      /^0 errors, 0 warnings, 0 notices\n$/,
      0,
    ],
    [
      'a notice',
      ', event_name: [push]',
      '',
      /it\.yml:17: notice: Runs that a pull request .* \(pull-request\)\n0 errors, 0 warnings, 1 notice\n$/,
      0,
    ],
    [
      'an account that may be stored already',
      'account: build',
      'account: other',
      /it\.yml:11: notice: connectors\[0\]\.account is not a defined account \(reference\)\n/,
      0,
    ],
    [
      'an issuer that may be stored already',
      'issuer: github',
      'issuer: gitlab',
      /it\.yml:16: notice: connectors\[0\]\.grants\[0\]\.issuer is not a defined issuer: did you mean github\? \(reference\)\n/,
      0,
    ],
    [
      'a refresh job that may be stored already',
      '- issuer: github\n',
      '- refreshJob: nightly\n      - issuer: github\n',
      /it\.yml:16: notice: connectors\[0\]\.grants\[0\]\.refreshJob is not a defined refresh job \(reference\)\n/,
      0,
    ],
    [
      'a connector that may be stored already',
      'accounts:',
      'refreshJobs:\n  - id: nightly\n    connector: other\n    format: docker-config\n    destination: { type: secretsmanager, arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/x" }\naccounts:',
      /it\.yml:9: notice: refreshJobs\[0\]\.connector is not a defined connector \(reference\)\n/,
      0,
    ],
  ])('%s', async (_what, from, to, message, code) => {
    const run = await lint(GOOD.replace(from, to));
    expect(run.out).toMatch(message);
    expect({ code: run.code, err: run.err }).toEqual({ code, err: '' });
  });

  it('what acknowledges a risk hushes it', async () => {
    const risky = GOOD.replace('ref: [refs/heads/main], ', '');
    expect((await lint(risky)).code).toBe(1);
    const acknowledged = risky.replace('systemScope: true', 'systemScope: true\n    acknowledgeRisk: true');
    expect(await lint(acknowledged)).toEqual({ code: 0, out: NONE, err: '' });
  });
});

it("says once that an issuer of one team's forty connectors stands elsewhere, and so for the account", async () => {
  const [, connector = ''] = GOOD.split('connectors:\n');
  const ids = Array.from({ length: 40 }, (_, index) => `shop-${index}`);
  const { code, out } = await lint(`connectors:\n${ids.map((id) => connector.replace('shop-images', id)).join('')}`);
  expect(out.match(/is not a defined issuer.*/g)).toEqual([
    'is not a defined issuer (39 more entries name it) (reference)',
  ]);
  expect(out).toMatch(/it\.yml:3: notice: connectors\[0\]\.account is not a defined account \(39 more .*\n/);
  expect(out).toMatch(/\n0 errors, 0 warnings, 2 notices\n$/);
  expect(code).toBe(0);
});

it('says of each issuer that stands elsewhere', async () => {
  const two = GOOD.replace(/^issuers:[\s\S]*(?=accounts:)/, '').replace(
    'grants:',
    'grants:\n      - { issuer: gitlab, claims: { project_id: ["20"] } }',
  );
  const { out } = await lint(two);
  expect(out.match(/grants\[\d\]\.issuer is not a defined issuer \(reference\)/g)).toHaveLength(2);
});

it('takes several files and folders as one, and says in which of them', async () => {
  mkdirSync(join(folder, 'parts'));
  const [before = '', after = ''] = GOOD.replace('ref: [refs/heads/main], ', '').split('connectors:');
  const first = file('first.yml', before);
  file('parts/second.yml', `connectors:${after}`);
  file('parts/cases.yaml', 'definitions: [.]');
  file('parts/trust-policy.json', '{"Version": "2012-10-17"}');
  const { code, out } = await portunus(['lint', '-f', first, '-f', join(folder, 'parts')]);
  expect(out).toMatch(/parts\/second\.yml:9: warning: .* \(any-branch\)\n0 errors, 1 warning, 0 notices\n$/);
  expect(code).toBe(1);
});

it('gives the same as JSON', async () => {
  const { code, out } = await lint(GOOD.replace('ref: [refs/heads/main], ', ''), '--output', 'json');
  expect(JSON.parse(out)).toMatchObject({
    errors: 0,
    warnings: 1,
    notices: 0,
    findings: [{ file: join(folder, 'it.yml'), line: 17, severity: 'warning', rule: 'any-branch' }],
  });
  expect(code).toBe(1);
});

it('says that a file is not there', async () => {
  const run = await portunus(['lint', '-f', join(folder, 'absent.yml')]);
  expect(run.err).toMatch(/absent\.yml: there is no such file or folder \(ENOENT\)\n$/);
  expect(run).toMatchObject({ code: 1, out: '' });
});

it('wants to be told of what', async () => {
  const run = await portunus(['lint']);
  expect(run.err).toContain("required option '-f, --file <paths...>' not specified");
  expect(run.code).toBe(64);
});
