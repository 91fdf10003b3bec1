/** The parameters of a call as plain values; those not sent are absent, and secrets are never here. */
export interface CallParameters {
  readonly roleArn?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  /** Name to value, without a prototype, so that a tag named `__proto__` is an entry like any other. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly transitiveTagKeys?: readonly string[];
  /** Of a federated user, of a secret that is to be made, or of a parameter. */
  readonly name?: string;
  readonly mfaSerialNumber?: string;
  /** PrincipalArn of AssumeRoleWithSAML, under its wire name and under one that says what it is. */
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
  /** Of Parameter Store, as are the next four. */
  readonly withDecryption?: boolean;
  readonly overwrite?: boolean;
  readonly type?: string;
  readonly tier?: string;
  readonly keyId?: string;
  /** Of the sign-in endpoint, as is the key of the session that is to sign in. */
  readonly sessionDuration?: number;
  readonly accessKeyId?: string;
}
