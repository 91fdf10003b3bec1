import { describe, expect, it } from 'vitest';
import template from '../../../deploy/connector-role.template.json' with { type: 'json' };
import { isJsonObject } from '../../../shared/domain/strict-json.ts';
import { REGISTRY_ACTIONS } from '../../../shared/policy/session/registry-actions.ts';
import { evaluate } from '../../support/iam.ts';
import { ASSUMING_ACTIONS, allowedActions } from '../../support/trust.ts';

type Parameters = Readonly<Record<string, string>>;

const GIVEN: Parameters = {
  PortunusAccount: '111122223333',
  ExternalIds: 'portunus-7f2c,portunus-81aa',
  RepositoryPrefix: 'shop/',
};
const NOTHING = Symbol('AWS::NoValue');

/** Resolves a value as CloudFormation would, with the defaults of what is not given. */
function resolve(value: unknown, given: Parameters): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, given)).filter((one) => one !== NOTHING);
  if (!isJsonObject(value)) return value;
  const parameter = (name: string) => {
    const pseudo: Parameters = { 'AWS::Partition': 'aws', 'AWS::AccountId': '123456789012' };
    const { Default } = (template.Parameters as Record<string, { Default?: unknown }>)[name] ?? {};
    return String(given[name] ?? pseudo[name] ?? Default);
  };
  if (value.Ref === 'AWS::NoValue') return NOTHING;
  if (value.Ref === 'ExternalIds') return parameter('ExternalIds').split(',');
  if (value.Ref !== undefined) return parameter(String(value.Ref));
  const text = value['Fn::Sub'];
  if (text !== undefined) return String(text).replaceAll(/\$\{([\w:]+)\}/g, (_all, name: string) => parameter(name));
  const { 'Fn::If': choice, 'Fn::Equals': pair, 'Fn::Not': negated } = value as Record<string, unknown[]>;
  if (pair !== undefined) return resolve(pair[0], given) === resolve(pair[1], given);
  if (negated !== undefined) return resolve(negated[0], given) !== true;
  if (choice !== undefined) {
    const condition = (template.Conditions as Record<string, unknown>)[String(choice[0])];
    return resolve(resolve(condition, given) === true ? choice[1] : choice[2], given);
  }
  const entries = Object.entries(value).map(([key, one]) => [key, resolve(one, given)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== NOTHING));
}

// biome-ignore lint/suspicious/noExplicitAny: properties of a role, which each test reads as it expects them.
function roleOf(more: Parameters = {}): any {
  return resolve(template.Resources.Role.Properties, { ...GIVEN, ...more });
}

const ISSUE = 'portunus-prod-eu-west-1-issue';
const OURS = { 'sts:ExternalId': 'portunus-7f2c' };
const trustOf = (more?: Parameters) => roleOf(more).AssumeRolePolicyDocument;

describe("who may assume a connector's role of the template", () => {
  const OURS_ALL = ['eu-west-1-issue', 'us-east-1-issue', 'eu-west-1-refresh-deliver', 'us-east-1-verify'];
  it.each(OURS_ALL)('is %s, with tags and a source identity', async (name) => {
    const asked = { role: `portunus-prod-${name}`, context: OURS };
    expect(await allowedActions(trustOf(), asked)).toEqual(ASSUMING_ACTIONS);
  });

  it('is it with each of the external IDs, and with no other', async () => {
    for (const [id, allowed] of [
      ['portunus-81aa', true],
      ['portunus-0000', false],
    ] as const) {
      const actions = await allowedActions(trustOf(), { role: ISSUE, context: { 'sts:ExternalId': id } });
      expect([id, actions.includes('sts:AssumeRole')]).toEqual([id, allowed]);
    }
    expect(await allowedActions(trustOf(), { role: ISSUE })).not.toContain('sts:AssumeRole');
  });

  it.each([
    ['another role', 'portunus-prod-eu-west-1-admin', '111122223333'],
    ['another stage', 'portunus-dev-eu-west-1-issue', '111122223333'],
    ['another account', ISSUE, '999999999999'],
    ['the prober, which asks the API', 'portunus-prod-eu-west-1-probe', '111122223333'],
  ])('is not %s', async (_what, role, account) => {
    expect(await allowedActions(trustOf(), { role, account, context: OURS })).toEqual([]);
  });

  it('is of the organization, where one is named', async () => {
    const trust = trustOf({ OrgId: 'o-a1b2c3d4e5' });
    const ofOrg = (id: string) => ({ role: ISSUE, context: { ...OURS, 'aws:PrincipalOrgID': id } });
    expect(await allowedActions(trust, ofOrg('o-a1b2c3d4e5'))).toEqual(ASSUMING_ACTIONS);
    expect(await allowedActions(trust, ofOrg('o-zzzzzzzzzz'))).toEqual([]);
    expect(await allowedActions(trust, { role: ISSUE, context: OURS })).toEqual([]);
  });
});

describe("what a connector's role of the template may do", () => {
  const may = (action: string, name: string, more?: Parameters) => {
    const resource = name === '*' ? '*' : `arn:aws:ecr:eu-west-1:123456789012:repository/${name}`;
    return evaluate({ policyArns: [] }, { action, resource }, { rights: roleOf(more).Policies[0].PolicyDocument });
  };

  it('is what Portunus means by pull and push', () => {
    const actionsOf = (Access: string) => {
      const statements: { Action: string | string[] }[] = roleOf({ Access }).Policies[0].PolicyDocument.Statement;
      return statements.flatMap(({ Action }) => Action).toSorted();
    };
    const { token, pull, push } = REGISTRY_ACTIONS.ecr;
    expect(actionsOf('pull')).toEqual([...token, ...pull].toSorted());
    expect(actionsOf('push')).toEqual([...token, ...pull, ...push].toSorted());
  });

  it.each([
    ['ecr:GetAuthorizationToken', '*', 'allowed', 'allowed'],
    ['ecr:BatchGetImage', 'shop/api', 'allowed', 'allowed'],
    ['ecr:PutImage', 'shop/api', 'denied', 'allowed'],
    ['ecr:BatchGetImage', 'shopping/api', 'denied', 'denied'],
    ['ecr:DeleteRepository', 'shop/api', 'denied', 'denied'],
  ])('%s on %s: %s for pull, %s for push', async (action, name, forPull, forPush) => {
    expect(await may(action, name)).toBe(forPull);
    expect(await may(action, name, { Access: 'push' })).toBe(forPush);
  });

  it('is bounded by a policy where one is named, and has the path that Portunus may assume', () => {
    const PermissionsBoundary = 'arn:aws:iam::123456789012:policy/boundaries/ci';
    expect(roleOf({ PermissionsBoundary })).toMatchObject({ PermissionsBoundary, Path: '/portunus/' });
    expect(roleOf()).not.toHaveProperty('PermissionsBoundary');
  });
});
