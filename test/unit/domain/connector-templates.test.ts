// The texts of a connector that hold claims: what may be written, before anybody's claims are known.
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../shared/domain/connector.ts';
import { iamPatternOf } from '../../../shared/domain/connector-templates.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aWrittenConnector } from '../../support/builders.ts';

function faultsOf(fields: Record<string, unknown>) {
  const parsed = parseWith(Connector, aWrittenConnector(fields), 'connector');
  return parsed.ok ? [] : parsed.errors.map(({ field, detail }) => `${field} ${detail}`);
}
const ROLE = 'arn:aws:iam::123456789012:role/';

describe('repositories', () => {
  it.each([
    ['{repository_id}'],
    ['{repository}/*'],
    ['team-{team}'],
    ['team-{team}/*'],
    ['team-{team}/app-*'],
    ['{team}-ecr/*'],
    ['{owner}/{name}'],
    ['{owner}.{name}/*'],
    ['{["kubernetes.io","namespace"]}/*'],
    ['{Team Name}/app'],
    [`${'a'.repeat(253)}/{x}`.slice(1)],
  ])('may hold claims: %s', (repository) => {
    expect(faultsOf({ repositories: [repository] })).toEqual([]);
  });

  const FORM = "repositories[0] must be a repository's name, which may hold *";
  const WHOLE = 'repositories[0] must have a claim in each pair of braces, such as {repository_id}';
  const APART = 'repositories[0] must have text between two claims, or two callers could fill in the same name';
  const STAR =
    "repositories[0] must have its * behind a / after the last claim, or it could match another caller's repositories";
  const NAME = "repositories[0] must be a repository's name once the claims are filled in";
  it.each([
    ['{', FORM],
    ['{}', FORM],
    ['{a', FORM],
    ['a}', FORM],
    ['{{a}}', FORM],
    ['Team/{a}', FORM],
    ['{a}?', FORM],
    [`\${a}`, FORM],
    ['{a}:{b}', FORM],
    [`${'a'.repeat(254)}/{x}`, FORM],
    ['{[]}', WHOLE],
    ['{["a"}', WHOLE],
    ['{[1]}', WHOLE],
    ['{a}{b}', APART],
    ['x/{a}{b}/*', APART],
    ['{a}*', STAR],
    ['{a}-*', STAR],
    ['*{a}', STAR],
    ['*/{a}', STAR],
    ['{a}/*/{b}', STAR],
    ['{a}*/x', STAR],
    ['a//{b}', NAME],
    ['../{b}', FORM],
    ['a/../{b}', NAME],
    ['a-/{b}', NAME],
    ['{a}-/*', NAME],
    ['{a}/', NAME],
    ['{a}--{b}', NAME],
  ])('may not be %s', (repository, fault) => {
    expect(faultsOf({ repositories: [repository] })).toEqual([fault]);
  });

  const ONE =
    "repositories must all begin with the same text up to the / after the last claim, or one caller's repositories could be another's";
  it.each([
    [['{team}/app', '{team}/base/*', '{team}'], []],
    [['{team}/*', 'base/*', 'shared'], []],
    [['team-{a}-x', 'team-{a}-x/*'], []],
    [['{team}/app', 'shared/{team}'], [ONE]],
    [['{a}/x', '{b}/x'], [ONE]],
    [['{team}', '{team}-ecr'], [ONE]],
  ])('%j of one list begin alike, or are refused', (repositories, faults) => {
    expect(faultsOf({ repositories })).toEqual(faults);
  });
});

describe('a role', () => {
  it.each(['{repository_id}', 'ecr-{repository_id}', 'path/deeper/{a}-{b}.x', 'ecr-{["https://x.example/y","z"]}'])(
    'may hold claims in its name: %s',
    (name) => {
      expect(faultsOf({ roleArn: `${ROLE}${name}` })).toEqual([]);
    },
  );

  const FORM = 'roleArn must be the ARN of one IAM role';
  const NAME = "roleArn must have claims in the role's name only, behind the last /";
  it.each([
    [`${ROLE}{team}/ecr`, NAME],
    [`${ROLE}a/{team}/{b}`, NAME],
    ['arn:aws:iam::{account}:role/ecr', FORM],
    ['arn:{partition}:iam::123456789012:role/ecr', FORM],
    ['{role}', FORM],
    [`${ROLE}{a}*`, FORM],
    [`${ROLE}{a}:x`, FORM],
    [`${ROLE}${'a'.repeat(63)}{b}`, FORM],
    [`${ROLE}{a}{b}`, 'roleArn must have text between two claims, or two callers could fill in the same name'],
    [`${ROLE}{a`, 'roleArn must have a claim in each pair of braces, such as {repository_id}'],
    [`${ROLE}aws-service-role/{a}`, 'roleArn must not be a service-linked role'],
  ])('is refused: %s', (roleArn, fault) => {
    expect(faultsOf({ roleArn })).toEqual([fault]);
  });

  it('holds none where a request chooses among roles', () => {
    expect(faultsOf({ roleArns: [`${ROLE}{a}`] })).toEqual(['roleArns[0] must be the ARN of one IAM role']);
  });
});

describe('a region', () => {
  it.each(['{region}', 'eu-{place}-1', '{a}-{b}'])('may hold claims: %s', (region) => {
    expect(faultsOf({ region, regions: ['eu-west-1'] })).toEqual([]);
  });

  it.each([
    ['{a}{b}', 'region must have text between two claims, or two callers could fill in the same name'],
    ['EU-{a}', "region must have a region's form, such as eu-west-1"],
    ['eu_{a}', "region must have a region's form, such as eu-west-1"],
    ['{[]}', 'region must have a claim in each pair of braces, such as {repository_id}'],
    ['eu-', "region must have a region's form, such as eu-west-1"],
  ])('is refused: %s', (region, fault) => {
    expect(faultsOf({ region })).toEqual([fault]);
  });

  it('holds none among the regions that limit it', () => {
    expect(faultsOf({ regions: ['{region}'] })[0]).toBe("regions[0] must have a region's form, such as eu-west-1");
  });
});

describe('the IAM pattern of a text', () => {
  it.each([
    [`${ROLE}portunus/ecr-{repository_id}`, `${ROLE}portunus/ecr-*`],
    ['{owner}/{name}/*', '*/*/*'],
    ['{["a","b"]}', '*'],
    ['team-a/*', 'team-a/*'],
  ])('has * for each claim: %s', (text, pattern) => {
    expect(iamPatternOf(text)).toBe(pattern);
  });
});
