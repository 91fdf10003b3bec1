import { parse } from 'yaml';
import { portunusYml } from '../../shared/domain/ci-templates/portunus-yml.ts';
import type { Template } from '../../shared/domain/ci-templates/template.ts';
import { readDefinitions } from '../files/definitions-file.ts';
import { casesYaml } from './cases-yaml.ts';
import { permissionPolicy, trustPolicy } from './policies.ts';

/** Returns a template's files by name. The policies are derived from the definitions, so that they match. */
export function filesOf(template: Template): Readonly<Record<string, string>> {
  const definitions = portunusYml(template);
  const { accounts, connectors } = readDefinitions(parse(definitions), (field) => field);
  const [account, connector] = [accounts[0]?.value, connectors[0]?.value];
  if (account === undefined || connector === undefined) throw new Error('a template has an account and a connector');
  return {
    'portunus.yml': definitions,
    'cases.yaml': casesYaml(template),
    'trust-policy.json': trustPolicy(connector, account),
    'permission-policy.json': permissionPolicy(connector, account),
  };
}
