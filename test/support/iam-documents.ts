// What IAM documents let somebody do, by an evaluator that is none of ours, and what it notices if one part of them is
// taken away.
import { createValidatedPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import { parse } from 'yaml';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import type { Account } from '../../shared/domain/account.ts';
import { TEMPLATES } from '../../shared/domain/ci-templates/index.ts';
import { portunusYml } from '../../shared/domain/ci-templates/portunus-yml.ts';
import type { Template } from '../../shared/domain/ci-templates/template.ts';
import { Connector } from '../../shared/domain/connector.ts';
import type { IamDocument, IamResource, IamRole, IamSetup, IamStatement } from '../../shared/domain/iam-resource.ts';
import type { Issuer } from '../../shared/domain/issuer.ts';
import { parseWith, valid } from '../../shared/domain/parse.ts';
import type { IamGiven } from '../../shared/policy/iam/part.ts';

export const DEPLOYMENT = { accountId: '111122223333', partition: 'aws', stage: 'prod' } as const;
export const BUILD: Account = {
  id: 'build',
  awsAccountId: '123456789012',
  partition: 'aws',
  credentials: { source: 'execution-role' },
};
export const BUILD_KEY: Account = {
  ...BUILD,
  credentials: {
    source: 'iam-user',
    secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf',
  },
};
export const EXTERNAL_ID = 'portunus-7f2c';

/** What documents are made of: a connector as it is written, and everything else as usual. `undefined` leaves a field out. */
export function given(written: object, more: Partial<Omit<IamGiven, 'connector'>> = {}): IamGiven {
  const { principalType = 'assumed-role' } = written as { readonly principalType?: string };
  const ofRole = {
    roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-images',
    ...(principalType === 'assumed-role' && { externalId: EXTERNAL_ID }),
  };
  const isOfRole = ['assumed-role', 'web-identity', 'saml'].includes(principalType);
  const whole = { id: 'shop-images', account: 'build', principalType, ...(isOfRole && ofRole), ...written };
  const entries = Object.entries(whole).filter(([, value]) => value !== undefined);
  const connector = valid(parseWith(Connector, Object.fromEntries(entries), 'connector'));
  return { connector, account: BUILD, issuers: new Map(), deployment: DEPLOYMENT, ...more };
}

export const CIS = Object.entries(TEMPLATES);

/** The definitions that `portunus init` writes for a CI, with fields of the connector changed. */
export function givenOf(template: Template, change: object = {}): IamGiven {
  const written: { connectors: readonly object[] } = parse(portunusYml(template));
  const { issuers } = readDefinitions(written, (field) => field);
  const byId = new Map(issuers.map(({ value }): [string, Issuer] => [value.id, value]));
  return given({ ...written.connectors[0], ...change }, { issuers: byId });
}

export function resourcesOf<T extends IamResource['type']>({ places }: IamSetup, type: T) {
  const all = places.flatMap(({ resources }) => resources);
  return all.filter((one): one is Extract<IamResource, { readonly type: T }> => one.type === type);
}

export function onlyRole(setup: IamSetup): IamRole {
  const [role, ...others] = resourcesOf(setup, 'role');
  if (role === undefined || others.length > 0) throw new Error(`${others.length + 1} roles`);
  return role;
}

/** All that a role may do. */
export function rightsOf({ policies }: IamRole): IamDocument {
  return { Version: '2012-10-17', Statement: policies.flatMap(({ document }) => document.Statement) };
}

/** Somebody who asks for something. */
export interface Asked {
  readonly what: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

export type Judge = (document: IamDocument, asked: Asked) => Promise<boolean>;

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const accountOf = (arn: string) => arn.split(':')[4] ?? '';
const NO_GUARDS = { serviceControlPolicies: [], resourceControlPolicies: [] };

/** Judges a trust policy. Who asks may do everything in their own account. */
export const trusts: Judge = async (document, { principal, action, resource, context = {} }) => {
  const request = {
    principal,
    action,
    resource: { resource, accountId: accountOf(resource) },
    contextVariables: context,
  };
  const identityPolicies = [{ name: 'everything', policy: EVERYTHING }];
  const answer = await runSimulation({ request, resourcePolicy: document, identityPolicies, ...NO_GUARDS }, {});
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === 'Allowed';
};

/**
 * Judges a trust policy for tokens. The evaluator knows `aud` and `sub` of no issuer, so it is asked without its list of
 * keys: the context must hold what STS knows, and nothing else.
 */
export const trustsTokens: Judge = async (document, { principal, action, resource, context = {} }) => {
  const request = {
    principal,
    action,
    resource: { resource, accountId: accountOf(resource) },
    contextVariables: context,
  };
  const resourcePolicy = createValidatedPolicy(document, validateTrustPolicy, { name: 'trust' });
  const identityPolicies = [{ name: 'everything', policy: EVERYTHING }];
  return runUnsafeSimulation({ request, resourcePolicy, identityPolicies, ...NO_GUARDS }, {}) === 'Allowed';
};

/** Judges the rights of a role or user. */
export const permits: Judge = async (document, { principal, action, resource, context = {} }) => {
  const accountId = resource === '*' ? accountOf(principal) : accountOf(resource);
  const request = { principal, action, resource: { resource, accountId }, contextVariables: context };
  const identityPolicies = [{ name: 'rights', policy: document }];
  // A repository of another account has a policy that lets everybody in.
  const isForeign = resource !== '*' && accountId !== accountOf(principal);
  const open = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*' }] };
  const answer = await runSimulation(
    { request, identityPolicies, ...(isForeign && { resourcePolicy: open }), ...NO_GUARDS },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === 'Allowed';
};

export async function allowedOf(
  judge: Judge,
  document: IamDocument,
  all: readonly Asked[],
): Promise<readonly string[]> {
  const verdicts = await Promise.all(all.map((asked) => judge(document, asked)));
  return all.filter((_asked, index) => verdicts[index]).map(({ what }) => what);
}

interface Weakened {
  readonly what: string;
  readonly document: IamDocument;
}

/** The document with one thing taken away: a statement, a condition, or one of several values, actions or resources. */
function weakenedOf({ Version, Statement }: IamDocument): readonly Weakened[] {
  const withStatement = (index: number, ...changed: readonly IamStatement[]): IamDocument => ({
    Version,
    Statement: Statement.toSpliced(index, 1, ...changed),
  });
  return Statement.flatMap((statement, index) => [
    ...(Statement.length > 1 ? [{ what: `statement ${index}`, document: withStatement(index) }] : []),
    ...[
      ...withoutCondition(statement),
      ...withoutOneOf(statement, 'Action'),
      ...withoutOneOf(statement, 'Resource'),
    ].map(({ what, changed }) => ({ what: `statement ${index}: ${what}`, document: withStatement(index, changed) })),
  ]);
}

interface Changed {
  readonly what: string;
  readonly changed: IamStatement;
}

function withoutCondition(statement: IamStatement): readonly Changed[] {
  const { Condition = {}, ...rest } = statement;
  const set = (operator: string, keys: Readonly<Record<string, string | readonly string[]>>): IamStatement => {
    const { [operator]: _old, ...others } = Condition;
    const all = { ...others, ...(Object.keys(keys).length > 0 && { [operator]: keys }) };
    return { ...rest, ...(Object.keys(all).length > 0 && { Condition: all }) };
  };
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, value]) => {
      const { [key]: _value, ...others } = keys;
      const several = Array.isArray(value) && value.length > 1 ? (value as readonly string[]) : [];
      return [
        { what: `${operator} ${key}`, changed: set(operator, others) },
        ...several.map((one) => ({
          what: `${operator} ${key} ${one}`,
          changed: set(operator, { ...keys, [key]: several.filter((other) => other !== one) }),
        })),
      ];
    }),
  );
}

function withoutOneOf(statement: IamStatement, element: 'Action' | 'Resource'): readonly Changed[] {
  const all = statement[element];
  if (!Array.isArray(all) || all.length < 2) return [];
  return (all as readonly string[]).map((one) => ({
    what: `${element} ${one}`,
    changed: { ...statement, [element]: (all as readonly string[]).filter((other) => other !== one) },
  }));
}

/** What could be taken away from a document without any of these requests being answered otherwise. */
export async function unnoticed(
  judge: Judge,
  document: IamDocument,
  all: readonly Asked[],
): Promise<readonly string[]> {
  const before = await allowedOf(judge, document, all);
  const mutants = weakenedOf(document);
  const after = await Promise.all(mutants.map((mutant) => allowedOf(judge, mutant.document, all)));
  return mutants.filter((_one, index) => String(after[index]) === String(before)).map(({ what }) => what);
}
