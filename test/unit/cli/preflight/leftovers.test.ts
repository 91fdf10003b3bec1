import { describe, expect, it } from 'vitest';
import { exactNames, isOwnName, judgeKeptData, judgeLeftovers } from '../../../../cli/preflight/leftovers.ts';

describe('leftovers', () => {
  const group = { kind: 'log-group', name: '/aws/lambda/portunus-prod-issue' } as const;
  const queue = { kind: 'queue', name: 'portunus-prod-refresh' } as const;
  const role = { kind: 'role', name: 'portunus-prod-eu-west-1-issue' } as const;

  it('are what no stack owns, with the command that deletes them', () => {
    expect(judgeLeftovers([group, role], [{ type: 'AWS::IAM::Role', id: role.name }])).toEqual([
      {
        status: 'would-fail',
        detail: 'the log group /aws/lambda/portunus-prod-issue exists, and belongs to neither stack',
        remedy:
          'If nothing uses it, run aws logs delete-log-group --log-group-name /aws/lambda/portunus-prod-issue.' +
          ' Otherwise give the deployment another stage or name',
      },
    ]);
  });

  it('are not what a stack owns, though it names a queue by its URL and a log group by its name', () => {
    const owned = [
      { type: 'AWS::SQS::Queue', id: 'https://sqs.eu-west-1.amazonaws.com/111122223333/portunus-prod-refresh' },
      { type: 'AWS::Logs::LogGroup', id: '/aws/lambda/portunus-prod-issue' },
    ];
    expect(judgeLeftovers([group, queue], owned)).toMatchObject([{ status: 'ok' }]);
  });

  it('are told from what a stack owns under the same name: a queue is no schedule', () => {
    const owned = [{ type: 'AWS::Scheduler::Schedule', id: 'portunus-prod-refresh' }];
    expect(judgeLeftovers([queue], owned)).toMatchObject([{ status: 'would-fail' }]);
  });

  it('are none where nothing was found', () => {
    expect(judgeLeftovers([], [])).toMatchObject([{ status: 'ok' }]);
  });
});

describe('the names of a deployment', () => {
  const isOwn = (kind: Parameters<typeof isOwnName>[0]['kind'], name: string) =>
    isOwnName({ kind, name }, 'prod', 'eu-west-1');

  it('begin with the stage', () => {
    expect(isOwn('function', 'portunus-prod-issue')).toBe(true);
    expect(isOwn('function', 'portunus-prod2-issue')).toBe(false);
    expect(isOwn('function', 'portunus-dev-issue')).toBe(false);
  });

  it('of roles carry the region too, because IAM is for all regions', () => {
    expect(isOwn('role', 'portunus-prod-eu-west-1-issue')).toBe(true);
    expect(isOwn('role', 'portunus-prod-us-east-1-issue')).toBe(false);
    expect(isOwn('role', 'portunus-prod-my-connector')).toBe(false);
  });

  it('of log groups are those of the functions and the one of the access log', () => {
    expect(isOwn('log-group', '/aws/lambda/portunus-prod-issue')).toBe(true);
    expect(isOwn('log-group', '/aws/vendedlogs/portunus-prod-access')).toBe(true);
    expect(isOwn('log-group', '/aws/vendedlogs/portunus-prod2-access')).toBe(false);
  });

  it('that have no list are asked for one by one, the domain name if there is one', () => {
    expect(exactNames('prod', undefined).map(({ name }) => name)).toEqual([
      'portunus-prod-refresh',
      'portunus-prod-probe',
      'portunus-prod-digest',
      'portunus-prod-rotate-keys',
      'portunus-prod-verify',
      'portunus-prod',
    ]);
    expect(exactNames('prod', 'portunus.example.com')).toContainEqual({
      kind: 'domain-name',
      name: 'portunus.example.com',
    });
  });
});

describe('kept data', () => {
  const table = { type: 'AWS::DynamoDB::Table', noun: 'table', name: 'portunus-prod-activity' };

  it('is no fault where the data stack has it', () => {
    expect(judgeKeptData([table], [{ type: table.type, id: table.name }], 'portunus-prod-data')).toMatchObject([
      { status: 'ok' },
    ]);
  });

  it('outside of the stack is to be adopted', () => {
    expect(judgeKeptData([table], [], 'portunus-prod-data')).toEqual([
      {
        status: 'notice',
        detail:
          'the table portunus-prod-activity exists, and does not belong to portunus-prod-data, which cannot be created' +
          ' as long as it does',
        remedy: 'Adopt it by an import (docs/data.md), or delete it if it holds nothing',
      },
    ]);
  });
});
