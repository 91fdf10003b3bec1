import { describe, expect, it } from 'vitest';
import {
  imageStatement,
  olderSessionsPolicy,
  revokedBefore,
  roleTarget,
  targetsOf,
  textOf,
} from '../../../cli/revoke.ts';
import type { Connector } from '../../../shared/domain/connector.ts';
import { aConnector, anAccount } from '../../support/builders.ts';

const ALL = { Effect: 'Deny', Action: '*', Resource: '*' };
const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';

function ofType(principalType: string, fields = {}): Connector {
  const { roleArn: _role, ...rest } = aConnector();
  return { ...rest, principalType, ...fields } as never;
}

describe('the policy', () => {
  it('denies everything to sessions before a time, as the console writes it', () => {
    expect(olderSessionsPolicy(new Date('2026-11-27T09:30:00Z'))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
          Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-27T09:30:00Z' } },
        },
      ],
    });
  });

  it('covers the whole second of the time: IAM knows no parts of it', () => {
    expect(textOf(new Date('2026-11-27T09:30:00.001Z'))).toBe('2026-11-27T09:30:01Z');
    expect(textOf(new Date('2026-11-27T09:30:00.000Z'))).toBe('2026-11-27T09:30:00Z');
  });

  it.each([
    [olderSessionsPolicy(new Date('2026-11-27T09:30:00Z')), '2026-11-27T09:30:00.000Z'],
    // One statement without a list around it, and milliseconds: the console has written both.
    [
      { Statement: { ...ALL, Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-27T09:30:00.250Z' } } } },
      '2026-11-27T09:30:00.250Z',
    ],
    [{ Statement: [{ ...ALL, Condition: { DateLessThan: { 'aws:TokenIssueTime': 'soon' } } }] }, undefined],
    [{ Statement: [ALL] }, undefined],
    [undefined, undefined],
  ])('of %j says until when it revokes', (document, time) => {
    expect(revokedBefore(document)?.toISOString()).toBe(time);
  });

  const LATER = { DateLessThan: { 'aws:TokenIssueTime': '2099-01-01T00:00:00Z' } };

  it.each([
    { ...ALL, Effect: 'Allow', Condition: LATER },
    { ...ALL, Action: ['s3:ListBuckets'], Condition: LATER },
    { ...ALL, Resource: 'arn:aws:s3:::nothing', Condition: LATER },
    { Effect: 'Deny', NotAction: '*', Resource: '*', Condition: LATER },
    { ...ALL, Condition: { ...LATER, StringEquals: { 'aws:username': 'nobody' } } },
    { ...ALL, Condition: { DateLessThan: { ...LATER.DateLessThan, 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } },
  ])('is not there already, if somebody has put one of its name that denies less: %j', (statement) => {
    expect(revokedBefore({ Statement: [statement] })).toBeUndefined();
  });
});

describe('whose sessions end', () => {
  it.each(['assumed-role', 'web-identity', 'saml'])('for %s: those of the role, and of every second hop', (type) => {
    const further = 'arn:aws:iam::999900001111:role/further';
    const connector = ofType(type, { roleArn: ROLE, roleArns: [further] });
    expect(targetsOf(connector, anAccount(), undefined)).toEqual([
      { kind: 'role', name: 'team-a', accountId: '123456789012', partition: 'aws', principalArn: ROLE },
      { kind: 'role', name: 'further', accountId: '999900001111', partition: 'aws', principalArn: further },
    ]);
  });

  it.each([
    ['federated-user', 'arn:aws:sts::123456789012:federated-user/*'],
    ['session-token', 'arn:aws:iam::123456789012:user/deployer'],
  ])('for %s: those of the named user, and the registry knows them as %s', (type, principalArn) => {
    expect(targetsOf(ofType(type), anAccount(), 'deployer')).toEqual([
      { kind: 'user', name: 'deployer', accountId: '123456789012', partition: 'aws', principalArn },
    ]);
    expect(() => targetsOf(ofType(type), anAccount(), undefined)).toThrow('give its name with --user');
  });

  it('is refused for provided, with what to do instead', () => {
    expect(() => targetsOf(ofType('provided'), anAccount(), undefined)).toThrow(
      /Portunus's own role[\s\S]*PORTUNUS_ALLOW_PROVIDED/,
    );
  });

  it('is refused where each caller has a role of its own, with what to do instead', () => {
    const connector = aConnector({ roleArn: 'arn:aws:iam::123456789012:role/portunus/ecr-{id}' });
    expect(() => targetsOf(connector, anAccount(), undefined)).toThrow('give the ARNs with --role');
  });

  it('is refused where a user is named for a role', () => {
    expect(() => targetsOf(ofType('saml', { roleArn: ROLE }), anAccount(), 'deployer')).toThrow('--user means nothing');
  });
});

it('the statement for the registry denies images to all of them, whenever they logged in', () => {
  expect(imageStatement([roleTarget(ROLE)])).toEqual({
    ...{ Sid: 'PortunusRevoked', Effect: 'Deny', Principal: '*', Action: 'ecr:*' },
    Condition: { ArnLike: { 'aws:PrincipalArn': [ROLE] } },
  });
});
