// What docs/ci/kubernetes.md and docs/recipes/external-secrets.md write into a cluster, filled in. A test compares them.
import { lines, loginAddress, type Place, registryOf, type Snippet } from './place.ts';

const TRIES = '--max-time 15 --retry 4 --retry-all-errors --retry-max-time 25';

export function pullSecret(place: Place): readonly Snippet[] {
  const { url, id } = place;
  return [
    { file: 'pull-secret.yaml', text: `${rights(id)}\n---\n${cronJob(url, loginAddress(place, 'kubernetes-secret'))}` },
  ];
}

function rights(id: string): string {
  return lines`
    apiVersion: v1
    kind: ServiceAccount
    metadata: { name: image-builder, namespace: builds }
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: { name: portunus-pull-secret, namespace: builds }
    rules:
      - { apiGroups: [""], resources: [secrets], verbs: [create] }
      - { apiGroups: [""], resources: [secrets], resourceNames: [portunus-${id}-login], verbs: [get, patch] }
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: { name: portunus-pull-secret, namespace: builds }
    roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: portunus-pull-secret }
    subjects: [{ kind: ServiceAccount, name: image-builder, namespace: builds }]`;
}

function cronJob(url: string, address: string): string {
  return lines`
    apiVersion: batch/v1
    kind: CronJob
    metadata: { name: portunus-pull-secret, namespace: builds }
    spec:
      schedule: "*/20 * * * *"
      concurrencyPolicy: Replace
      jobTemplate:
        spec:
          activeDeadlineSeconds: 300
          template:
            spec:
              serviceAccountName: image-builder
              restartPolicy: OnFailure
              containers:
                - name: login
                  image: registry.example.com/curl-and-kubectl:1
                  command: [sh, -euc]
                  args:
                    - |
                      answer=$(mktemp)
                      status=$(printf 'Authorization: Bearer %s' "$(cat /var/run/portunus/token)" |
                        curl -sS ${TRIES} -H @- -o "$answer" -w '%{http_code}' \
                        '${address}') &&
                        [ "$status" = 200 ] || { cat "$answer" >&2; exit 1; }
                      kubectl apply --server-side -f - < "$answer"
                  volumeMounts: [{ name: portunus, mountPath: /var/run/portunus, readOnly: true }]
              volumes:
                - name: portunus
                  projected:
                    sources: [{ serviceAccountToken: { audience: ${url}, expirationSeconds: 3600, path: token } }]`;
}

export function kubelet(place: Place): readonly Snippet[] {
  return [
    {
      file: 'credential-providers.yaml',
      text: lines`
        apiVersion: kubelet.config.k8s.io/v1
        kind: CredentialProviderConfig
        providers:
          - name: portunus-kubelet
            apiVersion: credentialprovider.kubelet.k8s.io/v1
            matchImages: ["${registryOf(place)}"]
            defaultCacheDuration: 10m
            tokenAttributes:
              serviceAccountTokenAudience: ${place.url}
              cacheType: Token
              requireServiceAccount: true
            env:
              - { name: PORTUNUS_URL, value: "${place.url}" }
              - { name: PORTUNUS_CONNECTOR, value: ${place.id} }`,
    },
  ];
}

export function externalSecrets(place: Place): readonly Snippet[] {
  return [refreshJob(place), externalSecret(place)];
}

function refreshJob({ id, home }: Place): Snippet {
  return {
    file: 'portunus.yml',
    text: lines`
      refreshJobs:
        - id: ${id}
          connector: ${id}
          destination:
            type: secretsmanager
            arn: arn:aws:secretsmanager:${home}:111122223333:secret:portunus/prod/logins/${id}
            create: {}
          format: docker-config`,
  };
}

function externalSecret({ id }: Place): Snippet {
  return {
    file: 'pull-secret.yaml',
    text: lines`
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata:
        name: ecr-login
        namespace: shop
      spec:
        refreshInterval: 10m0s
        secretStoreRef:
          kind: SecretStore
          name: portunus
        target:
          name: ecr-login
          creationPolicy: Owner
          deletionPolicy: Retain
          template:
            type: kubernetes.io/dockerconfigjson
            data:
              .dockerconfigjson: "{{ .config | toString }}"
        data:
          - secretKey: config
            remoteRef:
              key: portunus/prod/logins/${id}`,
  };
}
