import type { ClaimCondition } from '../../../domain/claims.ts';
import type { Pin } from '../conditions.ts';
import type { LintRule } from '../rules.ts';

/** What names somebody: for good by ids; by names, which can be given up and taken by somebody else. */
interface Names {
  readonly ids: readonly Pin[];
  readonly names: readonly Pin[];
}

/** What a CI's tokens say of who runs what, as far as a definition can get it wrong. */
export interface Ci {
  /** As it stands in what is told to an operator. */
  readonly name: string;
  readonly url: RegExp;
  /** Whether a condition is on what its jobs' tokens have. Others have claims of that name too, so it proves nothing. */
  readonly speaks?: (condition: ClaimCondition) => boolean;
  /** Whether it signs for nobody but jobs, so that no token of it is a person's. */
  readonly jobsOnly: boolean;
  /** `url`: the issuer's URL is one owner's for good. `name`: until its name is given up. `claims`: it has many owners. */
  readonly tenancy: 'url' | 'name' | 'claims';
  readonly owner: Names;
  /** The repository, project, pipeline, workspace, job, role or account. */
  readonly source: Names;
  /** Who gets in where no source is named. */
  readonly everybody: string;
  /** The claim to name a source by. */
  readonly id: string;
  /** What tells reviewed code from whatever somebody has pushed. */
  readonly code?: { readonly rule: LintRule; readonly pins: readonly Pin[]; readonly detail: string };
  /** What started the run, and which starts outsiders have, or those who may merely propose a change. */
  readonly events?: {
    readonly claim: string;
    readonly outsiders: readonly string[];
    readonly insiders: readonly string[];
  };
  /** Claims that the job itself fills in, with the claims to ask for instead. */
  readonly chosen?: Readonly<Record<string, readonly string[]>>;
}

/** A ref within branches or tags that is not any of them. */
export const SOME_REF = /^refs\/(?:heads|tags)\/(?![*/]+$)/;
/** Any text but a lone `*`. */
export const SOME = /^(?!\*$)/;
