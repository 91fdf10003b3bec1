import { dockerAuths } from './docker.ts';
import type { Format } from './format.ts';
import { hostsOf } from './json.ts';

/**
 * A pull secret (core/v1, type `kubernetes.io/dockerconfigjson`), for `kubectl apply -f -`. In YAML if it is asked for by
 * its media type; JSON is YAML too.
 */
export const kubernetesSecret: Format = {
  logins: (issued, { yaml }) => {
    const { connectorId, refreshAfter } = issued;
    // A name may not end with a hyphen, as an id may.
    const name = `portunus-${connectorId}-login`;
    const config = Buffer.from(dockerAuths(issued)).toString('base64');
    const annotations = { 'portunus/refresh-after': refreshAfter.toISOString() };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, annotations },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': config },
    };
    return yaml
      ? { contentType: 'application/yaml', body: toYaml(secret) }
      : { contentType: 'application/json', body: JSON.stringify(secret) };
  },
};

/** Maps of maps and texts; a JSON text is a YAML text in double quotes. */
function toYaml(value: object, indent = ''): string {
  return Object.entries(value)
    .map(([name, member]) =>
      typeof member === 'string'
        ? `${indent}${JSON.stringify(name)}: ${JSON.stringify(member)}\n`
        : `${indent}${JSON.stringify(name)}:\n${toYaml(member, `${indent}  `)}`,
    )
    .join('');
}

/** What a kubelet credential provider prints (credentialprovider.kubelet.k8s.io/v1), to be held until it is worth a new one. */
export const kubelet: Format = {
  logins: ({ logins, hosts, issuedAt, refreshAfter }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      kind: 'CredentialProviderResponse',
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      cacheKeyType: 'Registry',
      cacheDuration: toDuration(refreshAfter.getTime() - issuedAt.getTime()),
      auth: Object.fromEntries(
        logins.flatMap((login) => {
          const entry = { username: login.username, password: login.password.reveal() };
          return hostsOf(login, hosts).map((host) => [host, entry]);
        }),
      ),
    }),
  }),
};

/** As Go writes durations. */
function toDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
