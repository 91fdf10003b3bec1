// How a recorded request is written down.
import type { LocalAws } from '../../local/start-local-aws.ts';

type Fault = Parameters<LocalAws['standIn']['faults']['inject']>[0]['fault'];

export interface Ask {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** A token's name or a signer's; nobody if not given. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is. `{{saml}}`, `{{token: job}}`, `{{key port}}` and `{{16400 times x}}` are filled in. */
  readonly body?: unknown;
  /** Members that take the place of the event's own. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** The request goes to an environment that has just started, with these variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The time that Lambda says is left. */
  readonly remainingMs?: number;
  /** What AWS does to each call of an action. */
  readonly faults?: Readonly<Record<string, Fault>>;
}

/** Who signs for `/iam/v1`: a role and its session's name, or a user, who has no session. */
export const SIGNERS: Readonly<Record<string, string>> = {
  'the build role': 'build-agents/build-1',
  'the admin role': 'portunus-admins/ada',
  'a user': '',
};
