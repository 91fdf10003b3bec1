/**
 * The parameters of a call as plain values. Parameters that were not sent are absent, and secrets are never included.
 */
export interface CallParameters {
  readonly roleArn?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  /** Values by name. The object has no prototype, so that a tag named `__proto__` is an ordinary entry. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly transitiveTagKeys?: readonly string[];
  /** The name of a federated user, of a secret to create, or of a parameter. */
  readonly name?: string;
  readonly mfaSerialNumber?: string;
  /** The PrincipalArn of AssumeRoleWithSAML, under its wire name and under a clearer one. */
  readonly principalArn?: string;
  readonly samlProviderArn?: string;
  readonly providerId?: string;
  readonly registryIds?: readonly string[];
  readonly secretId?: string;
  readonly versionId?: string;
  readonly versionStage?: string;
  readonly versionStages?: readonly string[];
  readonly clientRequestToken?: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  /** This parameter and the next four belong to Parameter Store. */
  readonly withDecryption?: boolean;
  readonly overwrite?: boolean;
  readonly type?: string;
  readonly tier?: string;
  readonly keyId?: string;
  /** These parameters belong to S3. */
  readonly bucket?: string;
  readonly key?: string;
  readonly prefix?: string;
  /** These parameters belong to CodeArtifact. */
  readonly domain?: string;
  readonly domainOwner?: string;
  readonly repository?: string;
  readonly format?: string;
  readonly endpointType?: string;
  /** These two belong to KMS. */
  readonly messageType?: string;
  readonly signingAlgorithm?: string;
  /** Of a web identity token. */
  readonly audiences?: readonly string[];
  /** These parameters belong to the sign-in endpoint. The key is that of the session that signs in. */
  readonly sessionDuration?: number;
  readonly accessKeyId?: string;
}
