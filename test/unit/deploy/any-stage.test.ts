// biome-ignore-all lint/suspicious/noTemplateCurlyInString: patterns of Fn::Sub.
import { describe, expect, it } from 'vitest';
import { dropRepeatedDependencies, parameterizeStage } from '../../../deploy/release/any-stage.ts';

describe('the stage that a release is packaged for', () => {
  it.each([
    ['the stage alone', 'xstageofreleasex', { Ref: 'Stage' }],
    ['a text with it', 'portunus-xstageofreleasex-issue', { 'Fn::Sub': 'portunus-${Stage}-issue' }],
    ['a text without it', 'portunus', 'portunus'],
    ['what looks like a variable', 'xstageofreleasex ${x}', { 'Fn::Sub': '${Stage} ${!x}' }],
    ['a pattern', { 'Fn::Sub': 'role/xstageofreleasex-${AWS::Region}' }, { 'Fn::Sub': 'role/${Stage}-${AWS::Region}' }],
    [
      'a pattern with variables',
      { 'Fn::Sub': ['table/${Name}', { Name: 'xstageofreleasex-audit' }] },
      { 'Fn::Sub': ['table/${Name}', { Name: { 'Fn::Sub': '${Stage}-audit' } }] },
    ],
    ['a list', ['xstageofreleasex/', 1, true], [{ 'Fn::Sub': '${Stage}/' }, 1, true]],
  ])('becomes a parameter in %s', (_where, packaged, released) => {
    expect(parameterizeStage(packaged)).toEqual(released);
  });

  it('is refused in a name, which no parameter can change', () => {
    expect(() => parameterizeStage({ Queuexstageofreleasex: {} })).toThrow('contains the stage');
  });
});

describe('a dependency', () => {
  const withoutRepeated = (DependsOn: string | string[], Properties: object) =>
    dropRepeatedDependencies({ Name: { Type: 'AWS::Lambda::Function', DependsOn, Properties } as never }).Name;

  it.each([
    ['Ref', { Role: { Ref: 'Other' } }],
    ['Fn::GetAtt', { Role: { 'Fn::GetAtt': ['Other', 'Arn'] } }],
    ['Fn::Sub', { Role: { 'Fn::Sub': '${Other.Arn}:live' } }],
    ['a variable of Fn::Sub', { Role: { 'Fn::Sub': ['${X}', { X: { Ref: 'Other' } }] } }],
    ['a list', { Roles: [{ 'Fn::Join': ['', ['a', { Ref: 'Other' }]] }] }],
  ])('is dropped where %s makes it', (_what, properties) => {
    expect(withoutRepeated('Other', properties)).toEqual({ Type: 'AWS::Lambda::Function', Properties: properties });
  });

  it('is kept where nothing refers to it', () => {
    expect(withoutRepeated(['Log', 'Other'], { Role: { Ref: 'Other' } })).toMatchObject({ DependsOn: ['Log'] });
  });
});
