import type { Answer, Send } from './answer.ts';
import type { SmokeAws } from './aws.ts';
import type { Bed } from './definitions.ts';
import type { Issued, LoginRequest } from './logins.ts';
import type { Need } from './needs.ts';
import type { Knock } from './registry.ts';

/** What the checks look at. What is absent was not given, or could not be made. */
export interface World {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly send: Send;
  /** Every answer so far, oldest first. */
  readonly answers: readonly Answer[];
  /** Returns the token of somebody whom the service knows. */
  readonly token?: () => Promise<string>;
  /** What is asked for with that token. */
  readonly target?: Target;
  readonly bed?: Bed;
  /** Asks for a login, at most once for each request. Throws if there is none. */
  readonly logIn: (request: LoginRequest) => Promise<Issued>;
  readonly knock: Knock;
  /** A region that the target's login must not reach. */
  readonly otherRegion: string;
  readonly stage: string;
  readonly aws?: SmokeAws;
  readonly wait: boolean;
  readonly drill: boolean;
}

export interface Target {
  /** A login that may only pull, and only from `repository` if that is known. */
  readonly pull: LoginRequest;
  /** A login of the same role without that limit. */
  readonly push: LoginRequest;
  readonly repository?: string;
  readonly otherRepository?: string;
}

/** Whether the world has what a check needs. */
export function hasNeed(world: World, need: Need): boolean {
  switch (need) {
    case 'caller':
      return world.token !== undefined;
    case 'connector':
      return world.target !== undefined;
    case 'definitions':
      return world.bed !== undefined;
    case 'roles':
      return world.bed?.roles !== undefined;
    case 'repository':
      return world.target?.repository !== undefined;
    case 'otherRepository':
      return world.target?.otherRepository !== undefined;
    case 'aws':
      return world.aws !== undefined;
    default:
      return world[need];
  }
}
