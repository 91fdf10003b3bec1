import type { ClaimPath } from '../domain/claims.ts';
import type { Connector } from '../domain/connector.ts';
import { parseTemplate } from '../domain/session-templates.ts';
import { byClaim, claimName, EXACT, isPinned } from './lint-conditions.ts';
import type { JudgedGrant } from './lint-grant.ts';
import { type Finding, findIf } from './lint-rules.ts';

/** What whoever writes the job, or is named by it, can make what they like: branches, workflows, their own names. */
const CHOSEN = new Set([
  ...['workflow', 'head_ref', 'base_ref', 'ref', 'ref_path', 'ref_type', 'environment', 'actor', 'branchName'],
  ...['user_login', 'user_email', 'preferred_username', 'nickname', 'name'],
  ...['build_branch', 'build_tag', 'step_key', 'rpo_ref', 'oidc.circleci.com/vcs-ref', 'oidc.circleci.com/vcs-origin'],
  ...['kubernetes.io pod name'],
]);
const REQUEST_TAGS = 'https://sts.amazonaws.com/ request_tags';

/** Names of sources, which say nothing false once a grant pins the source by its id. */
const NAMES = new Set([
  ...['repository', 'repository_owner', 'project_path', 'namespace_path', 'organization_slug', 'pipeline_slug'],
  ...['terraform_organization_name', 'terraform_project_name', 'terraform_workspace_name', 'terraform_full_workspace'],
]);

/** Templates that let a caller look like another: in CloudTrail by name, to policies by source identity and tags. */
export const lintSession = (
  { session }: Connector,
  grants: readonly JudgedGrant[],
  path: string,
): readonly Finding[] => {
  if (session === undefined) return [];
  const { name = '', sourceIdentity = '', tags = [] } = session;
  const isChosen = (claim: ClaimPath) => isChosenBy(claim, grants);
  const isLoose = (claim: ClaimPath) => isChosen(claim) || isForeignName(claim, grants);
  // One claim that holds still is enough to tell callers apart by. A tag is read as a whole, and by policies.
  const identify = (template: string) => claimsIn(template).length > 0 && claimsIn(template).every(isLoose);
  return [
    ...findIf(identify(name), RULE, `${path}.session.name`, DETAIL),
    ...findIf(identify(sourceIdentity), RULE, `${path}.session.sourceIdentity`, DETAIL),
    ...tags.flatMap(({ key, value }) =>
      findIf(claimsIn(value).some(isChosen), RULE, `${path}.session.tags.${key}`, TAG),
    ),
  ];
};

const RULE = 'session-template';
const DETAIL =
  'A caller can choose these claims, and so be taken for another in CloudTrail and in policies. Put in an id that the CI gives, such as that of the repository or the run.';
const TAG =
  'A caller can choose this claim, and so whatever a policy allows by this tag. Put in an id, or have every grant name the value.';

const claimsIn = (template: string): readonly ClaimPath[] =>
  (parseTemplate(template) ?? []).flatMap((part) => ('claim' in part ? [part.claim] : []));

const isChosenBy = (path: ClaimPath, grants: readonly JudgedGrant[]): boolean => {
  const claim = claimName(path);
  if (!CHOSEN.has(claim) && !claim.startsWith(`${REQUEST_TAGS} `)) return false;
  return grants.some(({ conditions }) => !isPinned(byClaim({ [claim]: EXACT }), conditions));
};

const isForeignName = (path: ClaimPath, grants: readonly JudgedGrant[]): boolean =>
  NAMES.has(claimName(path)) &&
  grants.some(({ ci, conditions }) => ci !== undefined && !isPinned(ci.source.ids, conditions));
