import * as v from 'valibot';

/** How what AWS must hold for a connector can be written. */
export const IamFormName = v.picklist(['json', 'cloudformation', 'terraform', 'aws-cli']);
export type IamFormName = v.InferOutput<typeof IamFormName>;
