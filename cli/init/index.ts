import { parse } from 'yaml';
import { readDefinitions } from '../files/definitions-file.ts';
import { aws } from './aws.ts';
import { azureDevops } from './azure-devops.ts';
import { bamboo } from './bamboo.ts';
import { bitbucket } from './bitbucket.ts';
import { buildkite } from './buildkite.ts';
import { casesYaml } from './cases-yaml.ts';
import { circleci } from './circleci.ts';
import { cognito } from './cognito.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { jenkins } from './jenkins.ts';
import { kubernetes } from './kubernetes.ts';
import { permissionPolicy, trustPolicy } from './policies.ts';
import { portunusYml } from './portunus-yml.ts';
import type { Template } from './template.ts';
import { terraform } from './terraform.ts';

/** The values of `--ci`. The pages in docs/ci have the same names. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  github,
  gitlab,
  bitbucket,
  buildkite,
  circleci,
  'azure-devops': azureDevops,
  terraform,
  jenkins,
  bamboo,
  kubernetes,
  aws,
  google,
  cognito,
};

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
