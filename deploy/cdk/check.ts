// Puts the construct to use on a release, as an app would, and prints what it synthesises and what cdk-nag finds in it.
// It is a program of its own, since it loads all of the CDK: `node deploy/cdk/check.ts RELEASE-FOLDER '{"stage": "prod"}'`.
import { App, Aspects, type CfnResource } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type INagLogger, ServerlessChecks } from 'cdk-nag';
import { Portunus, type PortunusProps } from './portunus.ts';

interface Finding {
  readonly rule: string;
  /** The logical ID of the resource in its template. */
  readonly resource: string;
  /** What exactly is found, where a rule finds several things in a resource. */
  readonly detail: string;
}

const [release = '', props = '{}'] = process.argv.slice(2);
const findings: Finding[] = [];

const logger: INagLogger = {
  onCompliance: () => undefined,
  onNonCompliance: ({ ruleId, findingId, resource }) => note(ruleId, findingId, resource),
  onNotApplicable: () => undefined,
  onSuppressed: () => undefined,
  onSuppressedError: () => undefined,
  // A rule that can't read a resource has not judged it.
  onError: ({ ruleId, errorMessage, resource }) => note(ruleId, `not judged: ${errorMessage}`, resource),
};

function note(rule: string, detail: string, resource: CfnResource): void {
  findings.push({ rule, resource: resource.node.id, detail });
}

const app = new App({ analyticsReporting: false });
const given: Partial<PortunusProps> = JSON.parse(props);
new Portunus(app, 'Portunus', { stage: 'prod', ...given, release });
for (const Pack of [AwsSolutionsChecks, ServerlessChecks]) {
  Aspects.of(app).add(new Pack({ reports: false, additionalLoggers: [logger] }));
}
const { stacks } = app.synth();
const templates = Object.fromEntries(stacks.map((stack) => [stack.stackName, stack.template]));
console.log(JSON.stringify({ templates, findings }));
