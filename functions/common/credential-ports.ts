import { createGetRegistryLogins } from '../../shared/aws/ecr/logins.ts';
import { createSts } from '../../shared/aws/sts/sts.ts';
import type { Config } from '../../shared/config/config.ts';
import type { LoginPorts } from '../../shared/vending/issuing/fetch-logins.ts';
import type { PackageLoginPorts } from '../../shared/vending/issuing/fetch-package-login.ts';
import type { SessionPorts } from '../../shared/vending/issuing/fetch-session.ts';
import { onDemand } from './lazy.ts';

/**
 * Creates the ports to STS, ECR and CodeArtifact. STS and ECR are loaded at start, because nearly every new environment
 * begins with a login, and Lambda starts a function with more CPU than it runs it with (docs/adr/0062). The other
 * clients are loaded when they are first used.
 */
export function createCredentialPorts({ signinEndpoint }: Config): LoginPorts & PackageLoginPorts & SessionPorts {
  const readAccountKey = onDemand(async () =>
    (await import('../../shared/aws/sts/account-keys.ts')).createReadAccountKey(),
  );
  return {
    ...createSts(readAccountKey, signinEndpoint),
    getRegistryLogins: createGetRegistryLogins(),
    getPublicLogin: onDemand(async () => (await import('../../shared/aws/ecr/public-login.ts')).createGetPublicLogin()),
    getPackageLogin: onDemand(async () =>
      (await import('../../shared/aws/codeartifact/package-login.ts')).createGetPackageLogin(),
    ),
    random: Math.random,
  };
}
