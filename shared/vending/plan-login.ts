import { type Caller, issuerOf } from '../domain/caller.ts';
import type { GrantedDuration } from '../domain/credential.ts';
import type { EcrLoginParameters } from '../domain/ecr-login-request.ts';
import { invalidRequest } from '../domain/errors.ts';
import { decideDuration } from '../policy/duration.ts';
import { decideTarget } from '../policy/limits.ts';
import { sessionAttributes } from '../policy/session-attributes.ts';
import { type GrantedConnector, notAllowed } from './find-granted-connector.ts';
import type { AssumeRoleRequest, RegistryLoginRequest } from './ports.ts';

/** What will be sent to STS and ECR, decided before anything is sent. */
export interface LoginPlan {
  readonly session: AssumeRoleRequest;
  readonly login: RegistryLoginRequest;
  readonly duration: GrantedDuration;
  readonly loginLifetime: 'session' | 'token';
  /**
   * Equal for two requests only if STS and ECR would be sent the same for both, of the same definitions: what comes
   * from a cache under this key has the same rights and the same name in CloudTrail as a fresh one.
   */
  readonly key: string;
}

export const planLogin = (granted: GrantedConnector, caller: Caller, asked: EcrLoginParameters): LoginPlan => {
  const { connector, account } = granted;
  const target = decideTarget(asked, connector.value, account.value);
  if (!target.ok) throw invalidRequest(target.errors);

  const attributes = sessionAttributes(connector.value.session, { ...caller, issuer: issuerOf(caller) });
  if (!attributes.ok) throw notAllowed(`claim_missing: ${attributes.missingClaim}`);

  const duration = decideDuration({
    principalType: connector.value.principalType,
    requestedSeconds: asked.durationSeconds,
    connectorMaxSeconds: connector.value.maxDurationSeconds,
    chained: account.value.credentials.source === 'execution-role',
  });
  const session: AssumeRoleRequest = {
    baseCredentials: account.value.credentials.source,
    roleArn: connector.value.roleArn,
    durationSeconds: duration.grantedSeconds,
    ...(connector.value.externalId === undefined ? {} : { externalId: connector.value.externalId }),
    ...attributes.value,
  };
  const login = target.value;
  const definitions = [connector.value.id, connector.version, account.value.id, account.version];
  const key = JSON.stringify([definitions, session, login]);
  return { session, login, duration, loginLifetime: connector.value.loginLifetime, key };
};
