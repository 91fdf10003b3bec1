import { describe, expect, it } from 'vitest';
import { fillExample } from '../../../../console/screens/edit/start/fill-example.ts';
import { copyOf, onlyOne, TEMPLATES, templateOf } from '../../../../console/screens/edit/start/templates.ts';
import { Connector } from '../../../../shared/domain/connector.ts';
import { parseWith } from '../../../../shared/domain/parse.ts';

describe('the policy of an example', () => {
  it('has what a person put in, at each of its places', () => {
    const policy = {
      Resource: [
        'arn:aws:iam::123456789012:role/example-task',
        'arn:aws:iam::123456789012:role/example-task-execution',
      ],
      Condition: { StringEquals: { 'aws:ResourceAccount': '123456789012' } },
    };

    expect(
      fillExample(policy, {
        '123456789012': '210987654321',
        'example-task': 'shop',
        'example-task-execution': 'runner',
      }),
    ).toEqual({
      Resource: ['arn:aws:iam::210987654321:role/shop', 'arn:aws:iam::210987654321:role/runner'],
      Condition: { StringEquals: { 'aws:ResourceAccount': '210987654321' } },
    });
  });

  it('is not filled in again with what was put in', () => {
    expect(fillExample('a/b', { a: 'b', b: 'a' })).toBe('b/a');
  });

  it('takes names as texts, whatever they are in a pattern', () => {
    expect(fillExample('repository/example/* repositoryXexample', { 'repository/example/*': '$&.*' })).toBe(
      '$&.* repositoryXexample',
    );
  });
});

describe('a beginning of a connector', () => {
  it.each(TEMPLATES.filter((template) => template !== 'empty'))('%s is valid once the gaps are filled', (template) => {
    const begun = templateOf(template, { account: 'build', workloads: 'ci', people: 'corp' });
    const filled = JSON.parse(
      JSON.stringify({ ...begun, id: 'fresh', roleArn: 'arn:aws:iam::123456789012:role/fresh' })
        .replace('"repositories":[]', '"repositories":["fresh/*"]')
        .replace('"repository_id":[]', '"repository_id":["4711"]')
        .replace('"groups":[]', '"groups":["developers"]'),
    );

    expect(parseWith(Connector, filled, 'connector')).toMatchObject({ ok: true });
  });

  it.each(TEMPLATES)('%s lets nobody in before the gaps are filled', (template) => {
    const begun = templateOf(template, {});

    expect(
      parseWith(Connector, { ...begun, id: 'x', account: 'x', roleArn: 'arn:aws:iam::123456789012:role/x' }, '').ok,
    ).toBe(false);
  });

  it('leaves out of a copy what belongs to one connector', () => {
    expect(copyOf({ id: 'a', externalId: 'portunus-1', access: 'pull', grants: [] })).toEqual({
      access: 'pull',
      grants: [],
    });
  });

  it('fills in an ID only where there is no choice', () => {
    expect([onlyOne(undefined), onlyOne([]), onlyOne(['a']), onlyOne(['a', 'b'])]).toEqual([
      undefined,
      undefined,
      'a',
      undefined,
    ]);
  });
});
