import type { IamFormName } from '../../domain/iam-form.ts';
import type { IamSetup } from '../../domain/iam-resource.ts';
import { writeAwsCli } from './aws-cli.ts';
import { writeCloudFormation } from './cloudformation.ts';
import { writeTerraform } from './terraform.ts';

function writeJson(setup: IamSetup): string {
  return `${JSON.stringify(setup, null, 2)}\n`;
}

/**
 * The writer of each form. All say the same of AWS, and each is one text for all accounts. A writer throws
 * `format_unknown` if its form can not represent a value.
 */
export const IAM_FORMS: Readonly<Record<IamFormName, (setup: IamSetup) => string>> = {
  json: writeJson,
  cloudformation: writeCloudFormation,
  terraform: writeTerraform,
  'aws-cli': writeAwsCli,
};
