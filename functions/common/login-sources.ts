import type { Config } from '../../shared/config/config.ts';
import type { LoginPorts } from '../../shared/vending/issuing/fetch-logins.ts';
import { once, onDemand } from './lazy.ts';

/** STS and ECR. Each client is loaded when a login needs it, and not before. */
export function createLoginSources({ signinEndpoint }: Config) {
  const readAccountKey = onDemand(async () =>
    (await import('../../shared/aws/sts/account-keys.ts')).createReadAccountKey(),
  );
  const sts = once(async () => (await import('../../shared/aws/sts/sts.ts')).createSts(readAccountKey, signinEndpoint));
  const ports: LoginPorts = {
    startSessions: {
      'assumed-role': onDemand(async () => (await sts()).startSessions['assumed-role']),
      'federated-user': onDemand(async () => (await sts()).startSessions['federated-user']),
      'session-token': onDemand(async () => (await sts()).startSessions['session-token']),
      'web-identity': onDemand(async () => (await sts()).startSessions['web-identity']),
      saml: onDemand(async () => (await sts()).startSessions.saml),
    },
    getRegistryLogins: onDemand(async () => (await import('../../shared/aws/ecr/logins.ts')).createGetRegistryLogins()),
    getPublicLogin: onDemand(async () => (await import('../../shared/aws/ecr/public-login.ts')).createGetPublicLogin()),
    random: Math.random,
  };
  return { ports, sts };
}
