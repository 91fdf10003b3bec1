// The policies of who deploys, and those on the page about it.
import { readFileSync } from 'node:fs';
import deployer from '../../deploy/deployer.template.json' with { type: 'json' };

/** The statements of each policy, as the template has them. */
export const POLICIES = Object.values(deployer.Resources).map(
  ({ Properties }): readonly { readonly Action: readonly string[] }[] => Properties.PolicyDocument.Statement,
);

/** The policy on the page about who deploys, below this comment of the page. */
export function policyOnPage(name: string): {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
} {
  const [, json = ''] = readFileSync('docs/deployer.md', 'utf8').split(`<!-- ${name} -->\n\`\`\`json\n`);
  return JSON.parse(json.slice(0, json.indexOf('```')));
}

/** Whether the pattern of a statement has the action. */
export function matches(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);
}
