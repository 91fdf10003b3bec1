import type { Connector } from '../../domain/connector.ts';
import { iamPatternOf } from '../../domain/connector-templates.ts';
import type { IamPlace, IamSetup } from '../../domain/iam-resource.ts';
import { ROLE_CHAINING_MAX_SECONDS } from '../../domain/principal-type.ts';
import { withTexts } from '../session/fill-connector.ts';
import { generalAdvice } from './advice.ts';
import { claimAdvice, forOneRole, oneRoleOf } from './claims.ts';
import { mergePlaces } from './merge-setups.ts';
import { type IamGiven, type IamPart, NO_PART } from './part.ts';
import { otherRegistries } from './repository-policies.ts';
import { maxSessionSeconds, rolePlace } from './role.ts';
import { EXTERNAL_ID_PLACEHOLDER, roleTrust } from './role-trust.ts';
import { carriedBy, trustOf } from './trust.ts';
import { userPart } from './user-policy.ts';

/** Each subject has a part of its own. Their places of one account become one, in this order. */
const PARTS: readonly ((given: IamGiven, asked: Connector) => IamPart)[] = [rolePart, userPart, otherRegistries];

/** Returns what AWS must hold for a connector to work: nothing that it does not need, and nobody but whom it names. */
export function iamSetup(asked: IamGiven): IamSetup {
  const given = { ...asked, connector: withTexts(asked.connector, iamPatternOf) };
  const parts = PARTS.map((part) => part(given, asked.connector));
  const places = mergePlaces(parts.flatMap((part) => part.places));
  const own = claimAdvice(asked.connector);
  const advice = [...own, ...parts.flatMap((part) => part.advice), ...generalAdvice(given, places)];
  return { connectorId: given.connector.id, places, advice: [...new Set(advice)] };
}

/** The role of a principal type that has one, with those of a second hop. */
function rolePart(given: IamGiven, asked: Connector): IamPart {
  const { roleArn, roleArns = [] } = given.connector;
  if (roleArn === undefined) return NO_PART;
  const { trust, providers, advice } = roleTrust(given);
  if (trust === undefined) return { places: [], advice };
  const carried = carriedBy(given.connector);
  const hop = { Effect: 'Allow' as const, Action: ['sts:AssumeRole', ...carried], Resource: roleArns };
  const first = rolePlace(
    { ...given, connector: forOneRole(asked) },
    {
      arn: oneRoleOf(roleArn),
      trust,
      more: roleArns.length === 0 ? [] : [{ Sid: 'AssumeFurtherRoles', ...hop }],
      maxSessionSeconds: maxSessionSeconds(given),
    },
  );
  return {
    places: [
      { ...first, resources: [...providers, ...first.resources] },
      ...roleArns.map((arn) => furtherRole(given, arn)),
    ],
    advice,
  };
}

/** Only the first role may assume a further one, as Portunus does: with the same external ID. */
function furtherRole(given: IamGiven, arn: string): IamPlace {
  const { connector, account } = given;
  const { roleArn = '', externalId = EXTERNAL_ID_PLACEHOLDER } = connector;
  const { partition, awsAccountId: accountId } = account;
  const trust = trustOf({ partition, accountId, arns: [roleArn] }, { externalId, carries: carriedBy(connector) });
  return rolePlace(given, { arn, trust, maxSessionSeconds: ROLE_CHAINING_MAX_SECONDS });
}
