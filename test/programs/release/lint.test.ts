// AWS's linter of CloudFormation reads every template of a release, and the one that the smoke test makes roles by.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createScratch, needing } from '../../support/programs.ts';
import { CFN_LINT } from '../../support/python-tools.ts';
import { releaseFolder } from '../../support/release.ts';

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] };
}

/** What the linter says of templates that are right, and why. An entry that nothing is found for any more fails too. */
const EXPLAINED = [
  [/^W1028 Resources\/AccountKeyOldAlarm\/Properties\/Threshold\/Fn::If\/2$/, 'the AWS CDK wants a number there'],
  [/^W1030 Resources\/Domain\/.*\/CertificateArn\/Ref$/, 'the domain is left out where this is empty'],
  [/^W1031 Resources\/DigestRole\/.*\/Resource\/Fn::Sub$/, 'the role is left out where the bucket is empty'],
  [
    /^W1033 (Parameters|Resources\/\w+\/Properties\/VpcConfig\/.*)\/SecurityGroupIds\//,
    'no network where this is empty',
  ],
] as const;

const { skip, note } = needing(CFN_LINT);

describe.skipIf(skip)(`cfn-lint${note}`, () => {
  it('has nothing to say of the templates but what is explained', async () => {
    const folder = await releaseFolder();
    const scratch = createScratch();
    const released = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
    expect(released.length).toBeGreaterThanOrEqual(2);
    const templates = [...released.map((file) => join(folder, file)), resolve('deploy/smoke.template.json')];
    const { stdout } = await scratch.run(CFN_LINT, ['--format', 'json', ...templates]);
    scratch.remove();
    const findings: Finding[] = JSON.parse(stdout);
    const found = findings.map(({ Rule, Location }) => `${Rule.Id} ${Location.Path.join('/')}`);
    const unexplained = found.filter((finding) => !EXPLAINED.some(([pattern]) => pattern.test(finding)));
    expect(unexplained, JSON.stringify(findings.map(({ Message }) => Message))).toEqual([]);
    expect(EXPLAINED.filter(([pattern]) => !found.some((finding) => pattern.test(finding)))).toEqual([]);
  });
});
