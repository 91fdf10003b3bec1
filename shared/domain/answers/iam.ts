import * as v from 'valibot';
import { AwsAccountId, PARTITIONS, type Partition } from '../aws.ts';
import { DefinitionId } from '../definition.ts';
import { JsonObject } from './common.ts';

const Document = v.strictObject({ Version: v.literal('2012-10-17'), Statement: v.array(JsonObject) });
const NamedDocument = { name: v.string(), document: Document };

const IamResourceJson = v.variant('type', [
  v.strictObject({
    type: v.literal('role'),
    name: v.string(),
    path: v.string(),
    description: v.string(),
    trust: Document,
    policies: v.array(v.strictObject(NamedDocument)),
    managedPolicyArns: v.array(v.string()),
    maxSessionSeconds: v.number(),
    permissionsBoundary: v.exactOptional(v.string()),
  }),
  v.strictObject({ type: v.literal('oidc-provider'), url: v.string(), clientIds: v.array(v.string()) }),
  v.strictObject({ type: v.literal('managed-policy'), ...NamedDocument, path: v.string(), description: v.string() }),
  v.strictObject({ type: v.literal('user-policy'), ...NamedDocument, userName: v.string() }),
  v.strictObject({
    type: v.literal('repository-policy'),
    repository: v.string(),
    region: v.string(),
    document: Document,
  }),
]);

/** What AWS must hold for a connector to work, as JSON. */
export const IamSetupJson = v.strictObject({
  connectorId: v.exactOptional(DefinitionId),
  purpose: v.exactOptional(v.string()),
  places: v.array(
    v.strictObject({
      accountId: AwsAccountId,
      partition: v.picklist(Object.keys(PARTITIONS) as Partition[]),
      resources: v.array(IamResourceJson),
    }),
  ),
  advice: v.array(v.string()),
});
