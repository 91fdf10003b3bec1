import type { IssuedLogins, RegistryLogin } from '../domain/credential.ts';
import { canNotCarry, type Format } from './format.ts';
import { hostsOf } from './json.ts';

const CONTENT_TYPE = 'application/json';

/** A docker `config.json`. Some clients look up the bare host and others its URL, so it has an entry for each. */
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

/** What `docker-credential-… get` prints (docker-credential-helpers). Throws `format_unknown` for several logins. */
export const dockerCredential: Format = {
  /** docker shows this output to the user when the helper exits with 1. */
  failure: ({ sentence }) => ({ contentType: 'text/plain; charset=utf-8', body: `Portunus: ${sentence}\n` }),
  logins: ({ logins }) => {
    const { proxyEndpoint, username, password } = onlyOne(logins, 'docker-credential');
    const body = JSON.stringify({ ServerURL: proxyEndpoint, Username: username, Secret: password.reveal() });
    return { contentType: CONTENT_TYPE, body };
  },
};

/**
 * The two fields that ECS's private registry authentication and many tools read from a secret. Throws `format_unknown`
 * for several logins.
 */
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
