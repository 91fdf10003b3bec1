import * as v from 'valibot';

/** What can be asked for beside the documents that a connector needs. */
export const IAM_EXTRAS = ['boundary', 'drift-check', 'key-rotation'] as const;
export type IamExtra = (typeof IAM_EXTRAS)[number];

export const OrganizationId = v.pipe(
  v.string(),
  v.regex(/^o-[a-z0-9]{10,32}$/, 'must be the ID of an organization, such as o-a1b2c3d4e5'),
);

/** Written with commas, as in a query. */
export const IamExtras = v.pipe(
  v.string(),
  v.transform((text) => text.split(',')),
  v.array(v.picklist(IAM_EXTRAS, `must be of ${IAM_EXTRAS.join(', ')}, with commas between them`)),
);
