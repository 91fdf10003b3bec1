import * as v from 'valibot';
import { PARTITIONS, type Partition } from '../../shared/domain/aws.ts';
import type { IamDocument, IamSetup } from '../../shared/domain/iam-resource.ts';
import { CommandError } from '../command.ts';

const text = v.string();
const texts = v.union([text, v.array(text)]);

const Statement = v.strictObject({
  Sid: v.exactOptional(text),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.exactOptional(v.record(text, texts)),
  Action: v.exactOptional(texts),
  NotAction: v.exactOptional(texts),
  Resource: v.exactOptional(texts),
  NotResource: v.exactOptional(texts),
  Condition: v.exactOptional(v.record(text, v.record(text, texts))),
});

const document: v.GenericSchema<unknown, IamDocument> = v.strictObject({
  Version: v.literal('2012-10-17'),
  Statement: v.array(Statement),
});
const named = { name: text, document };

const Resource = v.variant('type', [
  v.strictObject({
    type: v.literal('role'),
    name: text,
    path: text,
    description: text,
    trust: document,
    policies: v.array(v.strictObject(named)),
    managedPolicyArns: v.array(text),
    maxSessionSeconds: v.number(),
    permissionsBoundary: v.exactOptional(text),
  }),
  v.strictObject({ type: v.literal('oidc-provider'), url: text, clientIds: v.array(text) }),
  v.strictObject({ type: v.literal('managed-policy'), ...named, path: text, description: text }),
  v.strictObject({ type: v.literal('user-policy'), ...named, userName: text }),
  v.strictObject({ type: v.literal('repository-policy'), repository: text, region: text, document }),
]);

const Setup: v.GenericSchema<unknown, IamSetup> = v.strictObject({
  connectorId: v.exactOptional(text),
  places: v.array(
    v.strictObject({
      accountId: text,
      partition: v.picklist(Object.keys(PARTITIONS) as Partition[]),
      resources: v.array(Resource),
    }),
  ),
  advice: v.array(text),
});

/**
 * Reads the API's answer. It is strict: what a newer API added, and this command does not know, would be missing from what
 * it writes.
 */
export function parseIamSetup(json: string): IamSetup {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Setup), json);
  if (parsed.success) return parsed.output;
  throw new CommandError(['the API describes what this version of the command does not know: use that of the API']);
}
