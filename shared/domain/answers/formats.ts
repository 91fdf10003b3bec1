import * as v from 'valibot';
import { Time } from './common.ts';

// What the formats that are JSON write for other programs, which decide the names.

export const DockerConfigJson = v.strictObject({
  auths: v.record(v.string(), v.strictObject({ auth: v.string() })),
});

export const DockerCredentialJson = v.strictObject({
  ServerURL: v.string(),
  Username: v.string(),
  Secret: v.string(),
});

export const KubernetesSecretJson = v.strictObject({
  apiVersion: v.literal('v1'),
  kind: v.literal('Secret'),
  metadata: v.strictObject({ name: v.string(), annotations: v.record(v.string(), v.string()) }),
  type: v.literal('kubernetes.io/dockerconfigjson'),
  data: v.record(v.string(), v.string()),
});

export const KubeletJson = v.strictObject({
  kind: v.literal('CredentialProviderResponse'),
  apiVersion: v.literal('credentialprovider.kubelet.k8s.io/v1'),
  cacheKeyType: v.literal('Registry'),
  cacheDuration: v.string(),
  auth: v.record(v.string(), v.strictObject({ username: v.string(), password: v.string() })),
});

export const UsernamePasswordJson = v.strictObject({ username: v.string(), password: v.string() });

export const CredentialProcessJson = v.strictObject({
  Version: v.literal(1),
  AccessKeyId: v.string(),
  SecretAccessKey: v.string(),
  SessionToken: v.string(),
  Expiration: Time,
});

export const ContainerJson = v.strictObject({
  AccessKeyId: v.string(),
  SecretAccessKey: v.string(),
  Token: v.string(),
  Expiration: Time,
});

/** AWS SDKs read both members from a failed response. */
export const ContainerFailureJson = v.strictObject({ Code: v.string(), Message: v.string() });
