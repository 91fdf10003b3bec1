import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { RoleArn } from '../../shared/domain/aws.ts';
import { DefinitionId } from '../../shared/domain/definition.ts';
import type { Definitions } from '../../shared/domain/definitions.ts';
import type { ExplainedSession } from '../../shared/domain/explanation.ts';
import type { GrantNarrowing } from '../../shared/domain/grant-narrowing.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../shared/domain/issue-request.ts';
import { loginFields } from '../../shared/domain/login-fields.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { plainObject } from '../../shared/domain/schemas.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { readDefinitionsFiles, toFileFault } from '../files/definitions-file.ts';
import { FileFaults } from '../files/faults.ts';
import { readFileOf } from '../files/yaml-file.ts';
import { referencesOf } from '../offline.ts';

const ACTIONS = Object.keys(ISSUE_ACTIONS) as [IssueAction, ...IssueAction[]];

// A name is printed on a line of its own and written into an XML file, so it must not contain control characters.
const Line = v.pipe(v.string(), v.regex(/^[^\p{Cc}]+$/u, 'must be one line of text'));
const Path = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const Claims = v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object');
const Request = plainObject({ ...loginFields, action: v.optional(v.picklist(ACTIONS), 'ecr-login') });

/** The expected value of a parameter. It may have any shape, because it is only compared with what would be sent. */
const compared = v.exactOptional(v.unknown());
const Session = plainObject({
  principalType: compared,
  roleArn: compared,
  secondRoleArn: compared,
  sessionName: compared,
  sourceIdentity: compared,
  tags: compared,
  policy: compared,
  policyArns: compared,
  duration: compared,
  region: compared,
  registryIds: compared,
  domain: compared,
  domainOwner: compared,
  repository: compared,
} satisfies Record<keyof ExplainedSession, unknown>);

const Narrowing = plainObject({
  access: compared,
  repositories: compared,
  registries: compared,
  codeartifact: compared,
  regions: compared,
  maxDurationSeconds: compared,
} satisfies Record<keyof GrantNarrowing, unknown>);

const CaseFields = plainObject({
  name: Line,
  connector: DefinitionId,
  issuer: v.exactOptional(DefinitionId),
  claims: v.exactOptional(Claims),
  /** The role of a signed request to /iam/v1, instead of a token. */
  iamRole: v.exactOptional(RoleArn),
  uniqueId: v.exactOptional(v.pipe(v.string(), v.regex(/^AROA\w+$/, "must be a role's unique id (AROA…)"))),
  request: v.optional(Request, {}),
  expect: v.picklist(['allowed', 'refused']),
  by: v.exactOptional(v.pipe(v.string(), v.regex(/^(?:grants\[\d+\]|administrator)$/, 'must be such as grants[0]'))),
  reason: v.exactOptional(Line),
  /** All that the grant narrows. An empty object says that it narrows nothing. */
  narrowing: v.exactOptional(Narrowing),
  session: v.exactOptional(Session),
});

/**
 * Refuses a field that has no effect beside the others. If it were ignored, the case would seem to check more than it
 * does.
 */
const Case = v.pipe(
  CaseFields,
  v.forward(
    v.check(
      ({ claims, iamRole }) => (claims === undefined) !== (iamRole === undefined),
      'or iamRole must say for whom',
    ),
    ['claims'],
  ),
  v.forward(
    v.check(({ issuer, claims }) => issuer === undefined || claims !== undefined, 'must stand beside claims'),
    ['issuer'],
  ),
  v.forward(
    v.check(({ uniqueId, iamRole }) => uniqueId === undefined || iamRole !== undefined, 'must stand beside iamRole'),
    ['uniqueId'],
  ),
  v.forward(
    v.check(({ by, expect }) => by === undefined || expect === 'allowed', 'is for cases that expect allowed'),
    ['by'],
  ),
  v.forward(
    v.check(
      ({ narrowing, expect }) => narrowing === undefined || expect === 'allowed',
      'is for cases that expect allowed',
    ),
    ['narrowing'],
  ),
  v.forward(
    v.check(({ session, expect }) => session === undefined || expect === 'allowed', 'is for cases that expect allowed'),
    ['session'],
  ),
  v.forward(
    v.check(({ reason, expect }) => reason === undefined || expect === 'refused', 'is for cases that expect refused'),
    ['reason'],
  ),
);

export type Case = v.InferOutput<typeof Case>;

const File = plainObject({
  definitions: v.pipe(v.array(Path), v.nonEmpty('must not be empty')),
  // A file without cases would always pass.
  cases: v.pipe(v.array(Case), v.nonEmpty('must not be empty')),
});

export interface CasesFile {
  readonly path: string;
  readonly cases: readonly Case[];
  readonly definitions: Definitions;
}

/**
 * Reads cases, and the definitions that they test. Throws {@link FileFaults} with every fault of either and its line.
 */
export async function readCasesFile(path: string): Promise<CasesFile> {
  const { written, locate } = await readFileOf(path);
  const file = parseWith(File, written ?? {}, 'file');
  if (!file.ok) throw new FileFaults(file.errors.map((error) => toFileFault(error, locate)));
  const paths = file.value.definitions.map((name) => (isAbsolute(name) ? name : join(dirname(path), name)));
  const read = await readDefinitionsFiles(paths);
  // `apply` refuses such definitions, for example two with one id, so decisions about them would mean nothing.
  const { faults } = referencesOf(read.definitions);
  if (faults.length > 0) throw new FileFaults(faults.map((fault) => toFileFault(fault, read.locate)));
  return { path, cases: file.value.cases, definitions: read.definitions };
}
