import type { IamFormName } from '../../domain/iam-form.ts';
import type { IamSetup } from '../../domain/iam-resource.ts';
import { IAM_FORMS } from '../../formats/iam/index.ts';
import type { HttpResponse } from '../event.ts';

const CONTENT_TYPES: Readonly<Record<IamFormName, string>> = {
  json: 'application/json',
  cloudformation: 'application/json',
  terraform: 'text/plain; charset=utf-8',
  'aws-cli': 'text/plain; charset=utf-8',
};

/** IAM documents in the form that was asked for. Throws `format_unknown` if the form can not represent them. */
export function iamResponse(setup: IamSetup, form: IamFormName): HttpResponse {
  return { statusCode: 200, headers: { 'content-type': CONTENT_TYPES[form] }, body: IAM_FORMS[form](setup) };
}
