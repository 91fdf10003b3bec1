import type { ClaimCondition } from '../../../domain/claims.ts';
import type { Pin } from '../conditions.ts';
import type { LintRule } from '../rules.ts';
import type { Forms, SubjectForms } from './forms.ts';

/** What identifies an owner or a source. Ids are permanent; a name can be given up and then taken by somebody else. */
interface Names {
  readonly ids: readonly Pin[];
  readonly names: readonly Pin[];
}

/** Claims by what they say about a caller. A claim can be in several lists. */
export interface ClaimKinds {
  /**
   * Claims with the same values everywhere, such as a branch called main or a push event. They do not identify an
   * owner.
   */
  readonly anywhere?: readonly string[];
  /** Branches and tags. Their names often contain slashes. */
  readonly refs?: readonly string[];
  /** Claims that the author of a job, or the person who starts it, can set to any value. */
  readonly chosen?: readonly string[];
  /** Names of owners and sources. They are reliable if the grant also pins the source by its id. */
  readonly names?: readonly string[];
  /** The person who started the run. */
  readonly actors?: readonly string[];
  /** Claims that are empty except in runs of proposed changes. */
  readonly proposals?: readonly string[];
}

/** What the linter knows about a CI: the facts about its tokens that definitions can get wrong. */
export interface Ci {
  /** The CI's name in findings. */
  readonly name: string;
  readonly url: RegExp;
  /**
   * Whether a condition is on a claim of this CI's tokens. Others may have a claim of the same name, so it is only a
   * hint.
   */
  readonly isCiByClaims?: (condition: ClaimCondition) => boolean;
  /** Whether the issuer signs only for jobs, so that its tokens never belong to people. */
  readonly jobsOnly: boolean;
  /**
   * How owners share the issuer. `url`: its URL belongs to one owner permanently. `name`: its URL contains a name that
   * can be given up. `claims`: it has many owners, whom only claims identify.
   */
  readonly tenancy: 'url' | 'name' | 'claims';
  /** Whether its tokens have no `jti`, so that none of them can be told from another. */
  readonly tokensWithoutId?: true;
  readonly owner: Names;
  /** The repository, project, pipeline, workspace, job, role or account. */
  readonly source: Names;
  /** Who gets access if a grant names no source. */
  readonly wideSubject: string;
  /** The claim that findings recommend to identify a source. */
  readonly id: string;
  readonly claims: ClaimKinds;
  /** Claims of its tokens that no other list here has. */
  readonly otherClaims?: readonly string[];
  /** The claims with a fixed form, by {@link claimName}. */
  readonly claimForms?: Forms;
  /** The subjects that the CI signs by default. */
  readonly subjectForms?: SubjectForms;
  /** The claims that distinguish reviewed code from any pushed code. */
  readonly reviewedCode?: { readonly rule: LintRule; readonly pins: readonly Pin[]; readonly detail: string };
  /**
   * The claim with the event that started a run, and the events that outsiders or authors of proposed changes can
   * cause.
   */
  readonly events?: {
    readonly claim: string;
    readonly outsiders: readonly string[];
    readonly insiders: readonly string[];
  };
  /** Claims that the job itself can set, with the claims to use instead. */
  readonly jobControlledClaims?: Readonly<Record<string, readonly string[]>>;
  /** Other claims that a grant has to pin, each with the rule that it breaks otherwise. */
  readonly mustPin?: readonly {
    readonly rule: LintRule;
    readonly pins: readonly Pin[];
    readonly onlyToPush: boolean;
    readonly detail: string;
  }[];
  /** Conditions that do not mean what they seem to mean. */
  readonly pitfalls?: readonly {
    readonly rule: LintRule;
    readonly isIn: (condition: ClaimCondition) => boolean;
    readonly detail: string;
  }[];
  /** Matches subjects that contain the person who started the run. */
  readonly actorSubject?: RegExp;
  /** Matches subjects that deliberately name proposed changes. */
  readonly proposalSubject?: RegExp;
  /**
   * Audiences that the CI uses by default or recommends. Other services accept them too, and could replay the token.
   */
  readonly sharedAudiences?: readonly RegExp[];
  /** The audience of a token if the job requests none. */
  readonly defaultAudience?: (url: string) => string;
  /** The only audience that the CI can put into a token. */
  readonly fixedAudience?: RegExp;
  /** URLs that are easily confused with the issuer's but are in no token, with a hint at the right one. */
  readonly wrongUrls?: readonly (readonly [url: RegExp, instead: string])[];
}

/** A pattern within branches or tags that does not match all of them. */
export const SOME_REF = /^refs\/(?:heads|tags)\/(?![*/]+$)/;
/** Any text except a single `*`. */
export const SOME = /^(?!\*$)/;
