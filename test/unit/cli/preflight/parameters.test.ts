import { describe, expect, it } from 'vitest';
import { readParameters } from '../../../../cli/preflight/parameters.ts';

describe('a file of parameters', () => {
  const expected = { AlarmTopic: 'arn:aws:sns:eu-west-1:111122223333:alarms', IssueConcurrency: '5' };

  // The three forms of "aws cloudformation deploy help".
  it.each([
    ['pairs', ['AlarmTopic=arn:aws:sns:eu-west-1:111122223333:alarms', 'IssueConcurrency=5']],
    [
      'keys and values',
      [
        { ParameterKey: 'AlarmTopic', ParameterValue: 'arn:aws:sns:eu-west-1:111122223333:alarms' },
        { ParameterKey: 'IssueConcurrency', ParameterValue: '5' },
      ],
    ],
    ['an object', { Parameters: expected }],
  ])('may be a list of %s', (_form, value) => {
    expect(readParameters(JSON.stringify(value), 'prod.json')).toEqual(expected);
  });

  it('keeps an equals sign in a value', () => {
    expect(readParameters('["TruststoreUri=s3://a/b=c"]', 'prod.json')).toEqual({ TruststoreUri: 's3://a/b=c' });
  });

  it.each([
    '',
    'AlarmTopic=x',
    '{"AlarmTopic": "x"}',
    '["AlarmTopic"]',
    '{"Parameters": {"IssueConcurrency": 5}}',
    '[{}]',
  ])('is refused as %s', (text) => {
    expect(() => readParameters(text, 'prod.json')).toThrow(
      'prod.json has no parameters in a form that "aws cloudformation deploy" takes as JSON',
    );
  });
});
