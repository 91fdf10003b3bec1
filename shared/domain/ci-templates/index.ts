import { aws } from './aws.ts';
import { azureDevops } from './azure-devops.ts';
import { bamboo } from './bamboo.ts';
import { bitbucket } from './bitbucket.ts';
import { buildkite } from './buildkite.ts';
import { circleci } from './circleci.ts';
import { cognito } from './cognito.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { jenkins } from './jenkins.ts';
import { kubernetes } from './kubernetes.ts';
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
