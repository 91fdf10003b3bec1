import { parse, stringify } from 'yaml';
import { CONNECTOR, indented } from '../../shared/domain/ci-templates/portunus-yml.ts';
import type { Template, TemplateCase } from '../../shared/domain/ci-templates/template.ts';

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
}

/**
 * Returns the lines that describe the caller of a case: the full token, or only the claims that differ, which are
 * easier to read and change.
 */
function callerLines(
  { change = {}, role, ours }: TemplateCase,
  template: Template,
  isFirst: boolean,
): readonly string[] {
  const mark = ours ? ' # change: what is yours in it' : '';
  if (role !== undefined) return Object.entries(role).map(([field, value]) => `${field}: ${value}${mark}`);
  const { id } = parse(template.issuer) as { readonly id: string };
  const changed = Object.keys(change).length === 0 ? '*token' : `{ <<: *token, ${flow(change).slice(2)}`;
  return [`issuer: ${id}`, isFirst ? `claims: &token\n${indented(template.token, 2)}` : `claims: ${changed}${mark}`];
}

function caseText(one: TemplateCase, template: Template, isFirst: boolean): string {
  const { name, expect, session } = one;
  const lines = [
    `name: ${flow(name)}`,
    `connector: ${CONNECTOR}`,
    ...callerLines(one, template, isFirst),
    ...('by' in expect ? ['expect: allowed', `by: ${expect.by}`] : ['expect: refused', `reason: ${expect.reason}`]),
    ...(session === undefined ? [] : [`session: ${flow(session)} # change: what follows from the ids above`]),
  ];
  return indented(lines.join('\n'), 4).replace('    ', '  - ');
}

/** Returns a cases file that tests whom the definitions admit and whom they refuse. */
export function casesYaml(template: Template): string {
  return `# What portunus.yml decides for tokens of ${template.title}. Try it: portunus test -f cases.yaml
# The other cases take over the claims of the first. null stands for a claim that a token lacks; ids stay in quotes.

definitions: [portunus.yml]
cases:
${template.cases.map((one, index) => caseText(one, template, index === 0)).join('\n\n')}
`;
}
