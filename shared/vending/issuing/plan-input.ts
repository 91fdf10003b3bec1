import type { Caller } from '../../domain/caller.ts';
import type { ExtraProof, LoginParameters } from '../../domain/issue-request.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Registry } from '../../policy/session/registry-actions.ts';
import type { GrantedConnector } from './find-granted-connector.ts';

/** Who asks, for what, and with which proof. */
export interface PlanInput {
  readonly granted: GrantedConnector;
  readonly caller: Caller;
  readonly asked: LoginParameters;
  readonly proof: ExtraProof & { readonly token?: Secret };
  /** What the session is to be used for. */
  readonly services: readonly Registry[];
}
