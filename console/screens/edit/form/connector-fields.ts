import { ACCESS } from '../../../../shared/domain/narrowing.ts';
import { PRINCIPAL_TYPES, type PrincipalType, rulesOf } from '../../../../shared/domain/principal-type.ts';
import type { Written } from '../object/path.ts';
import { type Field, type FieldGroup, field, group } from './field.ts';

export function principalTypeOf({ principalType }: Written): PrincipalType | undefined {
  return typeof principalType === 'string' && Object.hasOwn(PRINCIPAL_TYPES, principalType)
    ? (principalType as PrincipalType)
    : undefined;
}

/** The fields that a connector of this type takes. Before a type is chosen, those that all types take. */
export function connectorFields(written: Written): readonly FieldGroup[] {
  const type = principalTypeOf(written);
  return [
    group('basics', [
      field('id', 'text', true),
      field('name', 'text'),
      field('description', 'long-text'),
      field('enabled', { type: 'flag', fallback: true }),
      field('account', { type: 'reference', kind: 'account' }, true),
      field('principalType', 'principal-type', true),
      ...(type === undefined ? [] : roleFields(type)),
      field('region', 'text'),
    ]),
    group('who', [field('systemScope', { type: 'flag', fallback: false }), field('grants', 'grants')]),
    ...(type !== undefined && rulesOf(type).policy ? rightsGroups(type) : []),
    ...(type === undefined ? [] : [group('session', sessionFields(type), false)]),
    group(
      'use',
      [
        field('rateLimit.requests', 'number'),
        field('rateLimit.perSeconds', 'number'),
        field('oneTimeTokens', { type: 'flag', fallback: false }),
      ],
      false,
    ),
    group('risk', [field('acknowledgeRisk', { type: 'acknowledgement' }, type !== undefined && isRisky(type))]),
  ];
}

/** What limits these sessions is outside of Portunus, and whoever writes one has to say that this is known. */
function isRisky(type: PrincipalType): boolean {
  return ['session-token', 'web-identity', 'saml'].includes(type);
}

function assumesRole(type: PrincipalType): boolean {
  return rulesOf(type).call?.startsWith('AssumeRole') === true;
}

function roleFields(type: PrincipalType): readonly Field[] {
  const { serves } = rulesOf(type);
  return [
    ...(assumesRole(type) ? [field('roleArn', 'text', true)] : []),
    ...(type === 'saml' ? [field('samlProviderArn', 'text', true)] : []),
    ...(assumesRole(type) ? [field('externalId', 'shown')] : []),
    field('serves', { type: 'choices', of: serves, fallback: serves.slice(0, 1) }),
  ];
}

/** What most connectors limit, and what few do. */
function rightsGroups(type: PrincipalType): readonly FieldGroup[] {
  const { serves, needsPolicy } = rulesOf(type);
  return [
    group('rights', [...imageFields(), field('policy', 'policy'), needsPolicy && OMIT_POLICY]),
    group(
      'further',
      [
        ...(serves.includes('codeartifact') ? packageFields() : []),
        field('pullThroughCache', { type: 'flag', fallback: false }),
        field('policyArns', 'lines'),
        field('conditions.sourceVpce', 'lines'),
        field('conditions.sourceVpc', 'lines'),
        field('conditions.sourceIp', 'lines'),
      ],
      false,
    ),
  ];
}

const OMIT_POLICY = field('omitPolicy', { type: 'acknowledgement' });

function imageFields(): readonly Field[] {
  return [
    field('access', { type: 'choice', of: ACCESS }),
    field('repositories', 'lines'),
    field('registries', 'lines'),
    field('regions', 'lines'),
  ];
}

function packageFields(): readonly Field[] {
  return [field('codeartifact.domains', 'lines'), field('codeartifact.repositories', 'lines')];
}

/** What a grant can narrow. */
function narrowingFields(withPackages: boolean): readonly Field[] {
  return [...imageFields(), ...(withPackages ? packageFields() : []), field('maxDurationSeconds', 'number')];
}

function sessionFields(type: PrincipalType): readonly (Field | false)[] {
  const { duration, attributes, secondHop } = rulesOf(type);
  return [
    duration !== undefined && field('maxDurationSeconds', 'number'),
    type !== 'provided' && field('withinTokenLife', { type: 'flag', fallback: false }),
    field('loginLifetime', { type: 'choice', of: type === 'provided' ? ['token'] : ['session', 'token'] }),
    secondHop && field('roleArns', 'lines'),
    attributes.includes('name') && field('session.name', 'text'),
    attributes.includes('sourceIdentity') && field('session.sourceIdentity', 'text'),
    attributes.includes('tags') && field('session.tags', 'json'),
  ];
}

/** Whom a grant lets in. It names one of them. */
export const PARTIES = ['issuer', 'iamRole', 'refreshJob'] as const;
export type Party = (typeof PARTIES)[number];

export function partyOf(grant: Written): Party | undefined {
  return PARTIES.find((party) => Object.hasOwn(grant, party));
}

/** The fields of one grant. Their paths begin at the grant. */
export function grantFields(grant: Written, connector: Written): readonly Field[] {
  const type = principalTypeOf(connector);
  const party = partyOf(grant);
  return [
    ...(party === undefined ? [] : PARTY_FIELDS[party]),
    ...(type !== undefined && rulesOf(type).policy
      ? narrowingFields(rulesOf(type).serves.includes('codeartifact'))
      : []),
  ];
}

const PARTY_FIELDS: Readonly<Record<Party, readonly Field[]>> = {
  issuer: [
    field('issuer', { type: 'reference', kind: 'issuer', keepsEmpty: true }, true),
    field('claims', 'conditions'),
    field('groups', 'lines'),
  ],
  iamRole: [field('iamRole', { type: 'text', keepsEmpty: true }, true), field('uniqueId', 'text')],
  refreshJob: [field('refreshJob', { type: 'reference', kind: 'refresh-job', keepsEmpty: true }, true)],
};
