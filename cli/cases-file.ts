import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { RoleArn } from '../shared/domain/aws.ts';
import { DefinitionId } from '../shared/domain/definition.ts';
import type { Definitions } from '../shared/domain/definitions.ts';
import type { ExplainedSession } from '../shared/domain/explanation.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../shared/domain/issue-request.ts';
import { loginFields } from '../shared/domain/login-fields.ts';
import { parseWith } from '../shared/domain/parse.ts';
import { plainObject } from '../shared/domain/plain-object.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { readDefinitionsFiles, readFileOf, toFileFault } from './definitions-file.ts';
import { FileFaults } from './file-faults.ts';
import { referencesOf } from './offline-references.ts';

const ACTIONS = Object.keys(ISSUE_ACTIONS) as [IssueAction, ...IssueAction[]];

// A name is a line of its own in what is told, and goes into an XML file.
const Line = v.pipe(v.string(), v.regex(/^[^\p{Cc}]+$/u, 'must be one line of text'));
const Path = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const Claims = v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object');
const Request = plainObject({ ...loginFields, action: v.optional(v.picklist(ACTIONS), 'ecr-login') });

const any = v.exactOptional(v.unknown());
const Session = plainObject({
  principalType: any,
  roleArn: any,
  secondRoleArn: any,
  sessionName: any,
  sourceIdentity: any,
  tags: any,
  policy: any,
  policyArns: any,
  duration: any,
  region: any,
  registryIds: any,
} satisfies Record<keyof ExplainedSession, unknown>);

const CaseFields = plainObject({
  name: Line,
  connector: DefinitionId,
  issuer: v.exactOptional(DefinitionId),
  claims: v.exactOptional(Claims),
  /** A signed request of /iam/v1 instead of a token. */
  iamRole: v.exactOptional(RoleArn),
  uniqueId: v.exactOptional(v.pipe(v.string(), v.regex(/^AROA\w+$/, "must be a role's unique id (AROA…)"))),
  request: v.optional(Request, {}),
  expect: v.picklist(['allowed', 'refused']),
  by: v.exactOptional(v.pipe(v.string(), v.regex(/^(?:grants\[\d+\]|administrator)$/, 'must be such as grants[0]'))),
  reason: v.exactOptional(Line),
  session: v.exactOptional(Session),
});

type Fields = v.InferOutput<typeof CaseFields>;

/** Refuses a field that would say nothing beside the others. */
const only = (field: keyof Fields, fits: (fields: Fields) => boolean, detail: string) =>
  v.forward<Fields, [typeof field]>(
    v.partialCheck([[field]] as never, (fields) => (fields as Fields)[field] === undefined || fits(fields as Fields), detail),
    [field] as never,
  );

const Case = v.pipe(CaseFields, v.check(({ claims, iamRole }) => (claims === undefined) !== (iamRole === undefined), 'x'));
export type Case = v.InferOutput<typeof Case>;
