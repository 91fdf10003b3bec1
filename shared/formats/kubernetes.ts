import { dockerAuths } from './docker.ts';
import type { Format } from './format.ts';
import { hostsOf } from './json.ts';

/**
 * A pull secret (core/v1, type `kubernetes.io/dockerconfigjson`) for `kubectl apply -f -`. It is JSON, which is valid
 * YAML, unless the request names a YAML media type.
 */
export const kubernetesSecret: Format = {
  logins: (issued, { yaml }) => {
    const { connectorId, refreshAfter } = issued;
    // The suffix keeps the name valid: a connector's id may end with a hyphen, a Kubernetes name may not.
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

/** Writes nested maps of strings as YAML. A JSON string is a valid double-quoted YAML string. */
function toYaml(value: object, indent = ''): string {
  return Object.entries(value)
    .map(([name, member]) =>
      typeof member === 'string'
        ? `${indent}${JSON.stringify(name)}: ${JSON.stringify(member)}\n`
        : `${indent}${JSON.stringify(name)}:\n${toYaml(member, `${indent}  `)}`,
    )
    .join('');
}

/**
 * What a kubelet credential provider prints (credentialprovider.kubelet.k8s.io/v1). The kubelet caches it until the
 * login should be refreshed.
 */
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

/** A duration in Go's notation. */
function toDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
