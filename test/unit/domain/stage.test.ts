import { expect, it } from 'vitest';
import { isStage, stageOf } from '../../../shared/domain/stage.ts';

it.each([
  ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf', 'prod'],
  ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/portunus/prod/logins/x', 'dev'],
  ['arn:aws:ssm:eu-west-1:111122223333:parameter/portunus/test2/logins/shop', 'test2'],
  ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/keys', undefined],
  ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:other/prod/keys/build-AbCdEf', undefined],
])('the stage of %s is %s', (arn, stage) => {
  expect(stageOf(arn)).toBe(stage);
});

it.each([
  ['a', true],
  ['prod2', true],
  ['abcdefghijklmnop', true],
  ['abcdefghijklmnopq', false],
  ['', false],
  ['2prod', false],
  ['Prod', false],
  ['eu-prod', false],
  ['prod\n', false],
])('%j is a stage: %s', (text, expected) => {
  expect(isStage(text)).toBe(expected);
});
