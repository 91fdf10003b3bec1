const NAME = '[\\w+=,.@-]*';
const ANY_TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]+';
const POLICY_TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+';

/** The constraints that the service model has for a text. */
export interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern: string;
  readonly isRequired?: boolean;
  /** Whether refusals and records must not contain the value. */
  readonly isSecret?: boolean;
}

export const POLICY_ARN: TextRule = { min: 20, max: 2048, pattern: ANY_TEXT };
export const TAG_KEY: TextRule = { min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+', isRequired: true };
export const TAG_VALUE: TextRule = { min: 0, max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', isRequired: true };
/** The pattern excludes colons, so the reserved prefix `aws:` needs no check of its own. */
const SOURCE_IDENTITY: TextRule = { min: 2, max: 64, pattern: NAME };
const ARN: TextRule = { min: 20, max: 2048, pattern: ANY_TEXT, isRequired: true };
const ROLE_SESSION_NAME: TextRule = { min: 2, max: 64, pattern: NAME, isRequired: true };
const FEDERATED_NAME: TextRule = { min: 2, max: 32, pattern: NAME, isRequired: true };
const EXTERNAL_ID: TextRule = { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' };
const SERIAL_NUMBER: TextRule = { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' };
const TOKEN_CODE: TextRule = { min: 6, max: 6, pattern: '[\\d]*', isSecret: true };
const PROVIDER_ID: TextRule = { min: 4, max: 2048, pattern: ANY_TEXT };
const WEB_TOKEN: TextRule = { min: 4, max: 20_000, pattern: '[\\s\\S]*', isRequired: true, isSecret: true };
const ASSERTION: TextRule = { min: 4, max: 100_000, pattern: '[\\s\\S]*', isRequired: true, isSecret: true };
/** AssumeRole's model has no maximum any more. Only the packed size is limited. */
const POLICY: TextRule = { min: 1, max: Number.POSITIVE_INFINITY, pattern: POLICY_TEXT };
const SHORT_POLICY: TextRule = { ...POLICY, max: 2048 };

/** The wire name of each text parameter, by its name here. */
export const TEXT_FIELDS = {
  roleArn: 'RoleArn',
  principalArn: 'PrincipalArn',
  samlAssertion: 'SAMLAssertion',
  name: 'Name',
  roleSessionName: 'RoleSessionName',
  webIdentityToken: 'WebIdentityToken',
  providerId: 'ProviderId',
  externalId: 'ExternalId',
  sourceIdentity: 'SourceIdentity',
  serialNumber: 'SerialNumber',
  tokenCode: 'TokenCode',
  policy: 'Policy',
} as const;

export type TextField = keyof typeof TEXT_FIELDS;
export type ListField = 'policyArns' | 'tags' | 'transitiveTagKeys';

/** The parameters that an action has. */
export interface Shape {
  readonly texts: Readonly<Partial<Record<TextField, TextRule>>>;
  readonly seconds: { readonly min: number; readonly max: number };
  readonly lists: readonly ListField[];
}

const ROLE_SECONDS = { min: 900, max: 43_200 };
const USER_SECONDS = { min: 900, max: 129_600 };
const MFA = { serialNumber: SERIAL_NUMBER, tokenCode: TOKEN_CODE };

export const ASSUME_ROLE: Shape = {
  texts: {
    roleArn: ARN,
    roleSessionName: ROLE_SESSION_NAME,
    externalId: EXTERNAL_ID,
    sourceIdentity: SOURCE_IDENTITY,
    ...MFA,
    policy: POLICY,
  },
  seconds: ROLE_SECONDS,
  lists: ['policyArns', 'tags', 'transitiveTagKeys'],
};

export const ASSUME_ROLE_WITH_WEB_IDENTITY: Shape = {
  texts: {
    roleArn: ARN,
    roleSessionName: ROLE_SESSION_NAME,
    webIdentityToken: WEB_TOKEN,
    providerId: PROVIDER_ID,
    policy: SHORT_POLICY,
  },
  seconds: ROLE_SECONDS,
  lists: ['policyArns'],
};

export const ASSUME_ROLE_WITH_SAML: Shape = {
  texts: { roleArn: ARN, principalArn: ARN, samlAssertion: ASSERTION, policy: SHORT_POLICY },
  seconds: ROLE_SECONDS,
  lists: ['policyArns'],
};

export const GET_FEDERATION_TOKEN: Shape = {
  texts: { name: FEDERATED_NAME, policy: SHORT_POLICY },
  seconds: USER_SECONDS,
  lists: ['policyArns', 'tags'],
};

export const GET_SESSION_TOKEN: Shape = { texts: MFA, seconds: USER_SECONDS, lists: [] };

/** What a token or an assertion may contain about its session. */
export const CLAIMS: Shape = {
  texts: { sourceIdentity: SOURCE_IDENTITY },
  seconds: ROLE_SECONDS,
  lists: ['tags', 'transitiveTagKeys'],
};
