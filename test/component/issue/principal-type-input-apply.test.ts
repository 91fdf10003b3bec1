// Definitions that no session could come of, or another than meant: `apply` refuses them, by their field.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { CommandError } from '../../../cli/command.ts';
import { applyDirectly } from '../../../cli/direct/apply.ts';
import { readDefinitionsFiles } from '../../../cli/files/definitions-file.ts';
import { type LocalAws, startLocalAws } from '../../../local/start-local-aws.ts';

const folder = mkdtempSync(join(tmpdir(), 'portunus-step-c-'));
let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0 });
});
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
const ROLE = 'arn:aws:iam::123456789012:role/portunus/x';
const GRANTS = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }];
const user = {
  id: 'user',
  awsAccountId: '123456789012',
  partition: 'aws',
  credentials: { source: 'iam-user', secretArn: SECRET },
};
const base = { id: 'new', region: 'eu-west-1', systemScope: true, grants: GRANTS };
const asRole = { ...base, account: 'build', principalType: 'assumed-role', roleArn: ROLE };
const asUser = { ...base, account: 'user', principalType: 'federated-user' };
const asSession = { ...base, account: 'user', principalType: 'session-token', acknowledgeRisk: true };
const asWeb = { ...asRole, principalType: 'web-identity', acknowledgeRisk: true };
const asSaml = { ...asWeb, principalType: 'saml', samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/corp' };
const asService = { ...base, account: 'build', principalType: 'provided' };
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] };
const LONG = { ...POLICY, Statement: [{ ...POLICY.Statement[0], Sid: 'A'.repeat(2_000) }] };

let files = 0;
/** As the command does: reads the file, checks it against the table, and writes. Gives what it complained of. */
async function apply(connector: object): Promise<readonly string[]> {
  files += 1;
  const path = join(folder, `${files}.yml`);
  writeFileSync(path, stringify({ accounts: [user], connectors: [connector] }));
  const table = { client: aws.dynamoDb, tableName: 'portunus-local-definitions' };
  try {
    const activity = { client: aws.dynamoDb, tableName: 'portunus-local-activity' };
    const whoDefines = async () => 'tests';
    await applyDirectly(await readDefinitionsFiles([path]), { table, activity, whoDefines, print: () => {} });
    return [];
  } catch (error) {
    if (error instanceof CommandError) return error.lines.map((line) => line.replace(`${path}:`, ''));
    throw error;
  }
}

describe('apply', () => {
  it.each<readonly [string, object]>([
    ['policy', { ...asSession, policy: POLICY }],
    ['access', { ...asSession, access: 'pull' }],
    ['repositories', { ...asService, repositories: ['x'] }],
    ['roleArns', { ...asService, roleArns: [ROLE] }],
    ['roleArns', { ...asUser, access: 'pull', roleArns: [ROLE] }],
    ['policy', asUser],
    ['policy', { ...asRole, policy: LONG }],
    ['omitPolicy', { ...asUser, omitPolicy: true, access: 'pull' }],
    ['omitPolicy', { ...asRole, omitPolicy: true }],
    ['acknowledgeRisk', { ...asSession, acknowledgeRisk: undefined }],
    ['acknowledgeRisk', { ...asWeb, acknowledgeRisk: undefined }],
    ['acknowledgeRisk', { ...asSaml, acknowledgeRisk: undefined }],
    ['account', { ...asUser, account: 'build', access: 'pull' }],
    ['account', { ...asSession, account: 'build' }],
    ['account', { ...asService, account: 'user' }],
    ['maxDurationSeconds', { ...asRole, maxDurationSeconds: 3_601 }],
    ['maxDurationSeconds', { ...asRole, account: 'user', maxDurationSeconds: 43_201 }],
    ['maxDurationSeconds', { ...asSession, maxDurationSeconds: 899 }],
    ['serves', { ...asService, serves: ['session'] }],
    ['serves', { ...asSession, serves: ['console'] }],
    ['serves', { ...asUser, access: 'pull', serves: ['ecr-public'] }],
    ['serves', { ...asSaml, serves: ['console'] }],
    ['samlProviderArn', { ...asSaml, samlProviderArn: undefined }],
    ['samlProviderArn', { ...asRole, samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/corp' }],
    ['session', { ...asWeb, session: { tags: { team: '{repository}' } } }],
    ['session', { ...asUser, access: 'pull', session: { sourceIdentity: '{repository}' } }],
    ['regions', { ...asRole, regions: ['eu-west-1', 'cn-north-1'] }],
    ['roleArn', { ...asRole, roleArn: 'arn:aws:iam::210987654321:role/portunus/x' }],
    ['policyArns', { ...asRole, policyArns: ['arn:aws:iam::210987654321:policy/x'] }],
    ['pullThroughCache', { ...asRole, pullThroughCache: true }],
    ['conditions', { ...asRole, conditions: {} }],
    // The sample's issuer has its keys inline, where STS can not read them.
    ['grants[0].issuer', asWeb],
  ])('refuses %s of %j', async (field, connector) => {
    const lines = await apply(connector);
    expect(lines.map((line) => /^\d+: (\S+)/.exec(line)?.[1])).toContain(`connectors[0].${field}`);
  });

  it('takes the same without the fault', async () => {
    for (const [index, connector] of [asRole, { ...asUser, access: 'pull' }, asSession, asSaml, asService].entries()) {
      expect(await apply({ ...connector, id: `good-${index}` })).toEqual([]);
    }
  });
});
