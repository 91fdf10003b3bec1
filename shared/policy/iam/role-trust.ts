import { PARTITIONS } from '../../domain/aws.ts';
import type { IamDocument, IamOidcProvider, IamStatement } from '../../domain/iam-resource.ts';
import { documentOf, type IamGiven } from './part.ts';
import { type Assuming, assumingRoles, carriedBy, iamArn, trustOf } from './trust.ts';
import { USER_PLACEHOLDER } from './user-policy.ts';
import { federationOf } from './web-identity.ts';

/** Portunus makes an external ID for each connector that needs one, so nobody has this one. */
export const EXTERNAL_ID_PLACEHOLDER = 'REPLACE-WITH-THE-EXTERNAL-ID-OF-THE-CONNECTOR';

/** Whom a connector's first role lets in. */
interface RoleTrust {
  /** Absent if nobody would get in: IAM takes no trust policy without a statement. */
  readonly trust?: IamDocument;
  readonly providers: readonly IamOidcProvider[];
  readonly advice: readonly string[];
}

export function roleTrust(given: IamGiven): RoleTrust {
  const { principalType } = given.connector;
  if (principalType === 'web-identity') return webIdentityTrust(given);
  if (principalType === 'saml') return samlTrust(given);
  return assumedTrust(given);
}

/** With an account's key, the IAM user assumes the role, and none of Portunus's functions. */
function assumedTrust({ connector, account, deployment, organizationId }: IamGiven): RoleTrust {
  const { externalId = EXTERNAL_ID_PLACEHOLDER } = connector;
  const { awsAccountId, partition } = account;
  const isByUser = account.credentials.source === 'iam-user';
  const user = {
    partition,
    accountId: awsAccountId,
    arns: [iamArn(partition, awsAccountId, `user/${USER_PLACEHOLDER}`)],
  };
  const functions: Assuming = { ...deployment, arns: assumingRoles(deployment) };
  const terms = { externalId, carries: carriedBy(connector), organizationId };
  return {
    trust: trustOf(isByUser ? user : functions, terms),
    providers: [],
    advice: [
      ...(isByUser
        ? [
            `Replace ${USER_PLACEHOLDER} in the trust policy too, with the user's path before the name if it has one: the user assumes the role.`,
          ]
        : []),
      ...(connector.externalId === undefined
        ? [
            'The connector has no external ID yet. Write it once more, and Portunus makes one; until then nobody gets in.',
          ]
        : []),
    ],
  };
}

function webIdentityTrust({ connector, account, issuers }: IamGiven): RoleTrust {
  const { statements, providers, advice } = federationOf(connector.grants, issuers, account);
  const none = 'No grant names an issuer whose tokens STS takes, so there is nobody that the role could let in.';
  return {
    ...(statements.length > 0 && { trust: documentOf(statements) }),
    providers,
    advice: [
      ...(statements.length > 0 ? [] : [none]),
      ...advice,
      'Whoever holds a token that the trust policy takes can go to STS without Portunus, and gets the rights of the role.',
    ],
  };
}

/** Which people get the role is decided where the assertions are made: each names the roles of its person. */
function samlTrust({ connector, account: { partition } }: IamGiven): RoleTrust {
  const { samlProviderArn = '' } = connector;
  const statement: IamStatement = {
    Effect: 'Allow',
    Principal: { Federated: samlProviderArn },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'SAML:aud': `https://${PARTITIONS[partition].signin}/saml` } },
  };
  return {
    trust: documentOf([statement]),
    providers: [],
    advice: [
      `The SAML provider ${samlProviderArn} must exist. IAM makes it of your identity provider's metadata.`,
      'Your identity provider decides who gets the role: its assertions name the role and the provider.',
      'If its assertions have session tags, the trust policy must allow sts:TagSession to the provider too. For a source identity, that is sts:SetSourceIdentity.',
      'SAML:aud is the address that assertions are sent to. If that is one of a region, write it there.',
    ],
  };
}
