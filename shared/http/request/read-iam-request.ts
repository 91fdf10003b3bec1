import * as v from 'valibot';
import { IamExtras, OrganizationId } from '../../domain/iam-extra.ts';
import { IamFormName } from '../../domain/iam-form.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import type { HttpEvent } from '../event.ts';
import { readId } from './read-definition-request.ts';
import { readParameters } from './read-parameters.ts';

export const IamFields = v.strictObject({
  as: v.optional(IamFormName, 'json'),
  organization: v.exactOptional(OrganizationId),
  include: v.exactOptional(IamExtras),
});

/** Whose documents are asked for, in which form, and with what. Throws `invalid_request`. */
export function readIamRequest(event: HttpEvent) {
  const fields = valid(parseWith(IamFields, readParameters(event), 'query'));
  return { id: readId(event), as: fields.as, organizationId: fields.organization, extras: fields.include ?? [] };
}
