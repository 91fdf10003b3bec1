import { describe, expect, it } from 'vitest';
import { judgeLeftovers, prefixOf } from '../../../../cli/preflight/leftovers.ts';

describe('leftovers', () => {
  const group = { kind: 'log-group', name: '/aws/lambda/portunus-prod-issue' } as const;
  const queue = { kind: 'queue', name: 'portunus-prod-refresh' } as const;
  const role = { kind: 'role', name: 'portunus-prod-eu-west-1-issue' } as const;

  it('are what no stack owns, with the command that deletes them', () => {
    expect(judgeLeftovers([group, role], ['portunus-prod-eu-west-1-issue'])).toEqual([
      {
        status: 'would-fail',
        detail: 'the log group /aws/lambda/portunus-prod-issue exists, and belongs to neither stack',
        remedy:
          'If nothing uses it, run aws logs delete-log-group --log-group-name /aws/lambda/portunus-prod-issue.' +
          ' Otherwise give the deployment another stage',
      },
    ]);
  });

  it('are not what a stack owns, though it names a queue by its URL and a log group by its name', () => {
    const owned = [
      'https://sqs.eu-west-1.amazonaws.com/111122223333/portunus-prod-refresh',
      '/aws/lambda/portunus-prod-issue',
    ];
    expect(judgeLeftovers([group, queue], owned)).toMatchObject([{ status: 'ok' }]);
  });

  it('are none where nothing was found', () => {
    expect(judgeLeftovers([], [])).toMatchObject([{ status: 'ok' }]);
  });
});

describe('the names of a deployment', () => {
  it('begin with the stage, those of roles with the region too: IAM is for all regions', () => {
    expect(prefixOf('function', 'prod', 'eu-west-1')).toBe('portunus-prod-');
    expect(prefixOf('log-group', 'prod', 'eu-west-1')).toBe('/aws/lambda/portunus-prod-');
    expect(prefixOf('role', 'prod', 'eu-west-1')).toBe('portunus-prod-eu-west-1-');
  });
});
