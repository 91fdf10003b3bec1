import type {
  ManagedPolicy,
  OidcProvider,
  Parameter,
  SamlProvider,
  Secret,
  StoredParameter,
  StoredSecret,
} from './core/provided.ts';
import type { Principal, Role, State } from './core/state.ts';
import { putPrincipal, putRole } from './iam/principals.ts';
import { putManagedPolicy, putOidcProvider, putSamlProvider } from './iam/provisions.ts';
import { deleteSecret, lookUpParameter, putParameter, putSecret } from './secrets/stored-parameters.ts';
import { lookUpSecret } from './secrets/stored-secrets.ts';

/** What can be set up while a stand-in runs. Each function throws a RangeError for what cannot exist in AWS. */
export interface Provisioning {
  readonly putRole: (role: Role) => void;
  readonly putPrincipal: (principal: Principal) => void;
  /** Removes an access key, as if it were deleted. */
  readonly removePrincipal: (accessKeyId: string) => void;
  readonly putSecret: (secret: Secret) => void;
  /** Marks a secret for deletion. `putSecret` with only its ARN restores it. */
  readonly deleteSecret: (arn: string) => void;
  readonly putParameter: (parameter: Parameter) => void;
  readonly putOidcProvider: (provider: OidcProvider) => void;
  readonly putSamlProvider: (provider: SamlProvider) => void;
  readonly putManagedPolicy: (policy: ManagedPolicy) => void;
  /** Returns the current secret, with all versions, oldest first. */
  readonly secret: (arnOrName: string) => StoredSecret | undefined;
  /** Returns the current parameter, with all versions, oldest first. */
  readonly parameter: (arnOrName: string) => StoredParameter | undefined;
}

export function createProvisioning(state: State): Provisioning {
  return {
    putRole: (role) => putRole(state, role),
    putPrincipal: (principal) => putPrincipal(state, principal),
    removePrincipal: (accessKeyId) => {
      state.callers.delete(accessKeyId);
    },
    putSecret: (secret) => putSecret(state, secret),
    deleteSecret: (arn) => deleteSecret(state, arn),
    putParameter: (parameter) => putParameter(state, parameter),
    putOidcProvider: (provider) => putOidcProvider(state, provider),
    putSamlProvider: (provider) => putSamlProvider(state, provider),
    putManagedPolicy: (policy) => putManagedPolicy(state, policy),
    secret: (arnOrName) => lookUpSecret(state, arnOrName),
    parameter: (arnOrName) => lookUpParameter(state, arnOrName),
  };
}
