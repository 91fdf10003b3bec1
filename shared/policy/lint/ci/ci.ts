import type { ClaimCondition } from '../../../domain/claims.ts';
import type { Pin } from '../conditions.ts';
import type { LintRule } from '../rules.ts';
import type { Forms, SubjectForms } from './forms.ts';

/** What names somebody: for good by ids; by names, which can be given up and taken by somebody else. */
interface Names {
  readonly ids: readonly Pin[];
  readonly names: readonly Pin[];
}

/** Claims by what they tell of a caller. One claim can be in several lists. */
export interface ClaimKinds {
  /** The same values are everywhere, so they tell no owner from another: a branch called main, a push. */
  readonly anywhere?: readonly string[];
  /** Branches and tags, whose names often hold a slash. */
  readonly refs?: readonly string[];
  /** Whoever writes or starts the job makes these what they like. */
  readonly chosen?: readonly string[];
  /** Names of owners and sources, which say nothing false once a grant pins the source by its id. */
  readonly names?: readonly string[];
  /** Who started the run. */
  readonly actors?: readonly string[];
  /** Only runs of proposed changes have a text here; other runs have an empty one. */
  readonly proposals?: readonly string[];
}

/** What the linter knows of a CI: what its tokens say of who runs what, as far as a definition can get it wrong. */
export interface Ci {
  /** As operators read it in a finding. */
  readonly name: string;
  readonly url: RegExp;
  /** Whether a condition is on what its jobs' tokens have. Others have claims of that name too, so it proves nothing. */
  readonly isCiByClaims?: (condition: ClaimCondition) => boolean;
  /** Whether it signs for nobody but jobs, so that no token of it is a person's. */
  readonly jobsOnly: boolean;
  /** `url`: the issuer's URL is one owner's for good. `name`: until its name is given up. `claims`: it has many owners. */
  readonly tenancy: 'url' | 'name' | 'claims';
  readonly owner: Names;
  /** The repository, project, pipeline, workspace, job, role or account. */
  readonly source: Names;
  /** Who gets in where no source is named. */
  readonly wideSubject: string;
  /** The claim to name a source by. */
  readonly id: string;
  readonly claims: ClaimKinds;
  /** The claims of fixed form, by the names that {@link claimName} gives them. */
  readonly claimForms?: Forms;
  /** The subjects that it signs by default. */
  readonly subjectForms?: SubjectForms;
  /** What tells reviewed code from whatever somebody has pushed. */
  readonly reviewedCode?: { readonly rule: LintRule; readonly pins: readonly Pin[]; readonly detail: string };
  /** What started the run, and which starts outsiders have, or those who may merely propose a change. */
  readonly events?: {
    readonly claim: string;
    readonly outsiders: readonly string[];
    readonly insiders: readonly string[];
  };
  /** Claims that the job itself fills in, with the claims to ask for instead. */
  readonly jobControlledClaims?: Readonly<Record<string, readonly string[]>>;
  /** More that a grant has to pin, each with the rule that it breaks otherwise. */
  readonly mustPin?: readonly {
    readonly rule: LintRule;
    readonly pins: readonly Pin[];
    readonly onlyToPush: boolean;
    readonly detail: string;
  }[];
  /** Conditions that mean something else than they seem to. */
  readonly pitfalls?: readonly {
    readonly rule: LintRule;
    readonly isIn: (condition: ClaimCondition) => boolean;
    readonly detail: string;
  }[];
  /** How a subject looks that names who started the run. */
  readonly actorSubject?: RegExp;
  /** How a subject looks that names proposed changes on purpose. */
  readonly proposalSubject?: RegExp;
  /** What it asks for by default, or tells its users to ask for, so that other services take it too. */
  readonly sharedAudiences?: readonly RegExp[];
  /** The audience that it puts into a token where a job asks for none. */
  readonly defaultAudience?: (url: string) => string;
  /** The one audience that it can put into a token. */
  readonly fixedAudience?: RegExp;
  /** Addresses close to its issuer's that no token has as `iss`, with what is right. */
  readonly wrongUrls?: readonly (readonly [url: RegExp, instead: string])[];
}

/** A ref within branches or tags that is not any of them. */
export const SOME_REF = /^refs\/(?:heads|tags)\/(?![*/]+$)/;
/** Any text but a lone `*`. */
export const SOME = /^(?!\*$)/;
