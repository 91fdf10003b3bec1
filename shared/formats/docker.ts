import type { IssuedLogins, RegistryLogin } from '../domain/credential.ts';
import { canNotCarry, type Format } from './format.ts';
import { hostsOf } from './json.ts';

const CONTENT_TYPE = 'application/json';

/** A docker `config.json`. Some clients look for the bare host and some for its URL, so both stand there. */
export function dockerAuths({ logins, hosts }: Pick<IssuedLogins, 'logins' | 'hosts'>): string {
  return JSON.stringify({
    auths: Object.fromEntries(
      logins.flatMap((login) => {
        const entry = { auth: login.authorizationToken.reveal() };
        return hostsOf(login, hosts).flatMap((host) => [
          [host, entry],
          [`https://${host}`, entry],
        ]);
      }),
    ),
  });
}

export const dockerConfig: Format = {
  logins: (issued) => ({ contentType: CONTENT_TYPE, body: dockerAuths(issued) }),
};

/** What `docker-credential-… get` prints (docker-credential-helpers). */
export const dockerCredential: Format = {
  /** docker prints what the helper printed, when it ends with 1. */
  failure: ({ sentence }) => ({ contentType: 'text/plain; charset=utf-8', body: `Portunus: ${sentence}\n` }),
  logins: ({ logins }) => {
    const { proxyEndpoint, username, password } = onlyOne(logins, 'docker-credential');
    const body = JSON.stringify({ ServerURL: proxyEndpoint, Username: username, Secret: password.reveal() });
    return { contentType: CONTENT_TYPE, body };
  },
};

/** The two fields that ECS's private-registry authentication and many tools read from a secret. */
export const usernamePassword: Format = {
  logins: ({ logins }) => {
    const { username, password } = onlyOne(logins, 'username-password');
    return { contentType: CONTENT_TYPE, body: JSON.stringify({ username, password: password.reveal() }) };
  },
};

function onlyOne(logins: readonly RegistryLogin[], format: 'docker-credential' | 'username-password'): RegistryLogin {
  const [login, ...more] = logins;
  if (login === undefined || more.length > 0) throw canNotCarry(format, 'several logins: ask for one registry');
  return login;
}
