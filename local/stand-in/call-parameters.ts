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
  /** The name of a federated user. */
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
  /** Of the sign-in endpoint, as is the key of the session that is to sign in. */
  readonly sessionDuration?: number;
  readonly accessKeyId?: string;
}
