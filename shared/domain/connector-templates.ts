// Texts of a connector that may hold claims, such as `{repository_id}/*`: their form as an operator writes them. The claims
// of each caller are filled in by `policy/session/fill-connector.ts`. What a claim says must name what is that caller's
// alone, so a text is refused if the claims of two callers could fill it with the same name.
import * as v from 'valibot';
import { parseRoleArn, REGION_FORM, Region } from './aws.ts';
import { parseTemplate } from './session-templates.ts';

/** Whether a text holds claims to fill in. */
export function hasClaims(text: string): boolean {
  return text.includes('{');
}

/** A text with the same in place of each claim. */
export function withEach(text: string, instead: string): string {
  return (parseTemplate(text) ?? []).map((part) => ('claim' in part ? instead : part.literal)).join('');
}

/** A text with something short in place of each claim, to check what does not depend on the claims. */
export function exampleOf(text: string): string {
  return hasClaims(text) ? withEach(text, 'xx') : text;
}

/** The IAM pattern of everything that a text can be filled to. A text without claims stays as it is. */
export function iamPatternOf(text: string): string {
  return hasClaims(text) ? withEach(text, '*') : text;
}

/** Whether two claims stand side by side. Then nobody can tell where the one ends and the other begins. */
function hasAdjacentClaims(text: string): boolean {
  const parts = parseTemplate(text) ?? [];
  return parts.some((part, index) => 'claim' in part && 'claim' in (parts[index + 1] ?? { literal: '' }));
}

/** Up to the first `/` after the last claim: the part of a text that tells one caller's names from another's. */
export function callersPart(text: string): string {
  const end = text.indexOf('/', text.lastIndexOf('}'));
  return end < 0 ? text : text.slice(0, end);
}

/** The first rule that a text breaks is its fault. A text that is no text of its kind at all has one already. */
function following(...rules: readonly (readonly [holds: (text: string) => boolean, message: string])[]) {
  return v.rawCheck<string>(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    const broken = rules.find(([holds]) => !holds(dataset.value));
    if (broken !== undefined) addIssue({ message: broken[1] });
  });
}

const WHOLE = [
  (text: string) => !hasClaims(text) || parseTemplate(text) !== undefined,
  'must have a claim in each pair of braces, such as {repository_id}',
] as const;
const APART = [
  (text: string) => !hasAdjacentClaims(text),
  'must have text between two claims, or two callers could fill in the same name',
] as const;

/** A repository's name, of 2 to 256 characters (ECR API reference, CreateRepository). */
const REPOSITORY_NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const MAX_REPOSITORY = 256;

/** Whether a filled text is a repository's name, or a pattern whose part for the caller is one. */
export function namesRepository(filled: string, filledPart: string): boolean {
  const name = filled.includes('*') ? filledPart : filled;
  return REPOSITORY_NAME.test(name) && filled.length >= 2 && filled.length <= MAX_REPOSITORY;
}

const REPOSITORY = "must be a repository's name, which may hold *";

/** A pattern of repositories, which may hold claims. `*` matches any text, slashes included. */
export const RepositoryTemplate = v.pipe(
  v.string(),
  v.regex(/^(?:[a-z0-9*]|\{[^{}]+\})(?:[a-z0-9*._/-]|\{[^{}]+\}){0,255}$/, REPOSITORY),
  following(
    WHOLE,
    [(text) => exampleOf(text).length <= MAX_REPOSITORY, REPOSITORY],
    APART,
    [
      (text) => !hasClaims(text) || !callersPart(text).includes('*'),
      "must have its * behind a / after the last claim, or it could match another caller's repositories",
    ],
    [
      (text) => !hasClaims(text) || namesRepository(exampleOf(text), exampleOf(callersPart(text))),
      "must be a repository's name once the claims are filled in",
    ],
  ),
);

/** Patterns with different parts for the caller could meet: `{team}/app` and `shared/{team}`. */
export function haveOneCallersPart(repositories: string[]): boolean {
  return new Set(repositories.filter(hasClaims).map(callersPart)).size <= 1;
}

export const ONE_CALLERS_PART =
  "must all begin with the same text up to the / after the last claim, or one caller's repositories could be another's";

/** Whether claims stand in the role's name alone. A path tells no role from another, for names are unique without it. */
function hasClaimsInNameOnly(arn: string): boolean {
  const literals = (parseTemplate(arn) ?? []).map((part) => ('literal' in part ? part.literal : '{}'));
  return !/[/:]/.test(literals.slice(literals.indexOf('{}')).join(''));
}

/** The ARN of a role, whose name may hold claims. */
export const RoleTemplate = v.pipe(
  v.string(),
  v.maxLength(2048, 'must be at most 2048 characters'),
  following(
    WHOLE,
    [(arn) => parseRoleArn(exampleOf(arn)) !== undefined, 'must be the ARN of one IAM role'],
    [(arn) => !arn.includes(':role/aws-service-role/'), 'must not be a service-linked role'],
    APART,
    [
      (arn) => !hasClaims(arn) || hasClaimsInNameOnly(arn),
      "must have claims in the role's name only, behind the last /",
    ],
  ),
);

/** A region, which may hold claims. */
export const RegionTemplate = v.pipe(
  v.string(),
  v.maxLength(512, 'must be at most 512 characters'),
  v.regex(
    new RegExp(`^(?:${REGION_FORM}|(?=[^{]*\\{)(?:[a-z0-9-]|\\{[^{}]+\\})+)$`),
    "must have a region's form, such as eu-west-1",
  ),
  following(WHOLE, APART),
);

/** Whether a filled text is the ARN of one role, or a region. */
export function isFilled(field: 'roleArn' | 'region', filled: string): boolean {
  return field === 'region' ? v.is(Region, filled) : parseRoleArn(filled) !== undefined;
}
