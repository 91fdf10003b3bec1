// A linter of IAM policies that is none of ours reads the rights of every principal type.
import { describe, expect, it } from 'vitest';
import { iamSetup } from '../../shared/policy/iam/setup.ts';
import { BUILD, BUILD_KEY, given, resourcesOf } from '../support/iam-documents.ts';
import { createScratch, needing } from '../support/programs.ts';
import { PARLIAMENT } from '../support/python-tools.ts';

const { skip, note } = needing(PARLIAMENT);
const SAML = 'arn:aws:iam::123456789012:saml-provider/corp';
const SPOKE = 'arn:aws:iam::210987654321:role/portunus/spoke';

const SETUPS = [
  given({ access: 'pull', pullThroughCache: true, repositories: ['shop/*'] }, { extras: ['boundary', 'drift-check'] }),
  given({
    access: 'push',
    roleArns: [SPOKE],
    serves: ['ecr', 'ecr-public'],
    conditions: { sourceIp: ['192.0.2.0/24'] },
  }),
  given({ principalType: 'saml', acknowledgeRisk: true, samlProviderArn: SAML, access: 'pull' }, { account: BUILD }),
  given({ principalType: 'federated-user', access: 'pull' }, { account: BUILD_KEY, extras: ['key-rotation'] }),
  given({ principalType: 'session-token', acknowledgeRisk: true }, { account: BUILD_KEY }),
].map(iamSetup);

const DOCUMENTS = SETUPS.flatMap((setup) => [
  ...resourcesOf(setup, 'role').flatMap(({ policies }) => policies.map(({ document }) => document)),
  ...resourcesOf(setup, 'managed-policy').map(({ document }) => document),
  ...resourcesOf(setup, 'user-policy').map(({ document }) => document),
]);

/** It has AWS's lists of early 2025, and AWS has named the resource of this action since. */
const OUTDATED = /^MEDIUM - No resources match for the given action - .*ecr:BatchImportUpstreamImage/;

describe.skipIf(skip)(`parliament${note}`, () => {
  it('has nothing to say of them', async () => {
    expect(DOCUMENTS.length).toBeGreaterThanOrEqual(8);
    const scratch = createScratch();
    const said: string[] = [];
    for (const document of DOCUMENTS) {
      const { stdout, stderr } = await scratch.run(PARLIAMENT, ['--string', JSON.stringify(document)]);
      said.push(...`${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !OUTDATED.test(line)));
    }
    scratch.remove();
    expect(said).toEqual([]);
  });
});
