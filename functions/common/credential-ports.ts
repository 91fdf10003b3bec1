import type { Config } from '../../shared/config/config.ts';
import type { LoginPorts } from '../../shared/vending/issuing/fetch-logins.ts';
import type { PackageLoginPorts } from '../../shared/vending/issuing/fetch-package-login.ts';
import type { SessionPorts } from '../../shared/vending/issuing/fetch-session.ts';
import { once, onDemand } from './lazy.ts';

/**
 * Creates the ports to STS, ECR and CodeArtifact. Each client is loaded when it is first used, which keeps it out of the cold start.
 */
export function createCredentialPorts({ signinEndpoint }: Config): LoginPorts & PackageLoginPorts & SessionPorts {
  const readAccountKey = onDemand(async () =>
    (await import('../../shared/aws/sts/account-keys.ts')).createReadAccountKey(),
  );
  const sts = once(async () => (await import('../../shared/aws/sts/sts.ts')).createSts(readAccountKey, signinEndpoint));
  return {
    startSession: onDemand(async () => (await sts()).startSession),
    getCallerIdentity: onDemand(async () => (await sts()).getCallerIdentity),
    getConsoleUrl: onDemand(async () => (await sts()).getConsoleUrl),
    getRegistryLogins: onDemand(async () => (await import('../../shared/aws/ecr/logins.ts')).createGetRegistryLogins()),
    getPublicLogin: onDemand(async () => (await import('../../shared/aws/ecr/public-login.ts')).createGetPublicLogin()),
    getPackageLogin: onDemand(async () =>
      (await import('../../shared/aws/codeartifact/package-login.ts')).createGetPackageLogin(),
    ),
    random: Math.random,
  };
}
