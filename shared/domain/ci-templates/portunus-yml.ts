import type { Template } from './template.ts';

export const CONNECTOR = 'shop-images';

export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** Formats an entry of a list. */
function entry(text: string): string {
  return `  - ${indented(text, 4).trimStart()}`;
}

/** The account, in YAML. */
export const ACCOUNT = `id: build
awsAccountId: "123456789012" # change: the account of the registry, here, in roleArn, and in both policies
partition: aws
credentials: { source: execution-role }`;

/** The connector, in YAML. */
export function connectorOf({ access, people, connector }: Template): string {
  return [
    `id: ${CONNECTOR}`,
    'account: build',
    'principalType: assumed-role',
    'roleArn: arn:aws:iam::123456789012:role/portunus/shop-images # change: the role that the policies are of',
    "region: eu-west-1 # change: the registry's region",
    `access: ${access}`,
    'repositories: [shop] # change: the repositories in ECR',
    ...(people ? [] : ['systemScope: true # lets jobs in, not people alone']),
    connector,
  ].join('\n');
}

/** Returns the definitions, with comments on what to change. */
export function portunusYml(template: Template): string {
  return `# Portunus for ${template.title}. Every field: docs/definitions.md
# After a change: portunus lint -f portunus.yml; portunus test -f cases.yaml

issuers:
${entry(template.issuer)}

accounts:
${entry(ACCOUNT)}

connectors:
${entry(connectorOf(template))}
`;
}
