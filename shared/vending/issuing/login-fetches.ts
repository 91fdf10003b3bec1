import type { FetchedLogins, FetchedPackageLogin, IssuedLogin } from '../../domain/credential.ts';
import type { LoginAction } from '../../domain/login-service.ts';
import type { CredentialCache } from './credential-cache.ts';
import { createFetchLogins, type LoginPorts } from './fetch-logins.ts';
import { createFetchPackageLogin, type PackageLoginPorts } from './fetch-package-login.ts';
import type { FetchCredentials } from './issue.ts';

/** The fetch of each service's logins. A service without one does not compile. */
export type LoginFetches = Readonly<Record<LoginAction, FetchCredentials<IssuedLogin>>>;

interface LoginCaches {
  readonly logins?: CredentialCache<FetchedLogins>;
  readonly packages?: CredentialCache<FetchedPackageLogin>;
}

/** Creates the fetches of all services. Each kind of login has a cache of its own. */
export function createLoginFetches(ports: LoginPorts & PackageLoginPorts, caches: LoginCaches = {}): LoginFetches {
  return {
    ...createFetchLogins(ports, caches.logins),
    'codeartifact-login': createFetchPackageLogin(ports, caches.packages),
  };
}
