import * as v from 'valibot';
import { DefinitionId } from '../definition.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../issue-request.ts';
import { Limits } from './callers.ts';

import { GrantedDuration } from './credentials.ts';
import { FieldFault } from './problem.ts';

const Condition = v.strictObject({
  /** The path of the condition in the definition, such as `grants[0].claims.ref`. */
  condition: v.string(),
  held: v.boolean(),
  expected: v.exactOptional(v.unknown()),
  actual: v.exactOptional(v.unknown()),
});

/** The session that would be requested from AWS. */
const ExplainedSession = v.strictObject({
  principalType: v.string(),
  roleArn: v.exactOptional(v.string()),
  secondRoleArn: v.exactOptional(v.string()),
  sessionName: v.exactOptional(v.string()),
  sourceIdentity: v.exactOptional(v.string()),
  tags: v.exactOptional(v.array(v.strictObject({ key: v.string(), value: v.string() }))),
  policy: v.exactOptional(v.unknown()),
  policyArns: v.exactOptional(v.array(v.string())),
  duration: v.exactOptional(GrantedDuration),
  region: v.exactOptional(v.string()),
  registryIds: v.exactOptional(v.array(v.string())),
  domain: v.exactOptional(v.string()),
  domainOwner: v.exactOptional(v.string()),
  repository: v.exactOptional(v.string()),
});

/** What issuing would decide, and why. */
export const ExplanationJson = v.strictObject({
  requestId: v.string(),
  connectorId: DefinitionId,
  action: v.picklist(Object.keys(ISSUE_ACTIONS) as IssueAction[]),
  allowed: v.boolean(),
  allowedBy: v.exactOptional(v.string()),
  narrowing: v.exactOptional(Limits),
  reason: v.exactOptional(v.string()),
  caller: v.exactOptional(
    v.strictObject({
      issuer: v.string(),
      subject: v.string(),
      kind: v.picklist(['workload', 'user']),
      administrator: v.boolean(),
    }),
  ),
  conditions: v.array(Condition),
  grants: v.array(v.strictObject({ grant: v.string(), held: v.boolean(), conditions: v.array(Condition) })),
  errors: v.exactOptional(v.array(FieldFault)),
  session: v.exactOptional(ExplainedSession),
  notChecked: v.exactOptional(v.array(v.strictObject({ what: v.string(), why: v.string() }))),
});
