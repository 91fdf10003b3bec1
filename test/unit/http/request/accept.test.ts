// `Accept`, as RFC 9110 section 12.5.1 has it, where a request names no format.
import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { formatsOf, type Issuable, Namespace } from '../../../../shared/domain/format-name.ts';
import { parseWith } from '../../../../shared/domain/parse.ts';
import { acceptedFormat, decideFormat, wantsYaml } from '../../../../shared/http/request/decide-format.ts';

function decided(accept: unknown, issuable: Issuable = 'logins') {
  return decideFormat({}, accept, issuable);
}
function own(name: string) {
  return `application/vnd.portunus.${name}`;
}

describe('Accept', () => {
  it.each<unknown>([
    undefined,
    null,
    '',
    '  ',
    7,
    ['application/yaml'],
    {},
    '*/*',
    'application/*',
    'application/json',
    'Application/JSON; charset=utf-8',
    'text/html,application/xhtml+xml,*/*;q=0.8',
    own('json'),
  ])('%j is JSON', (accept) => {
    expect(decided(accept)).toBe('json');
    expect(decided(accept, 'session')).toBe('json');
  });

  it.each(['bash', 'cmd', 'bamboo', 'docker-config', 'docker-credential', 'kubelet', 'username-password'])(
    'has a media type for %s',
    (name) => {
      expect(decided(own(name))).toBe(name);
      expect(decided(`${own(name).toUpperCase()} ; v=1`)).toBe(name);
      expect(decided(`text/html, ${own(name)}, */*;q=0.1`)).toBe(name);
    },
  );

  it.each(['credential-process', 'container', 'aws-credentials-file'])('has one for %s of a session', (name) => {
    expect(decided(own(name), 'session')).toBe(name);
  });

  it.each(['application/yaml', 'application/x-yaml', 'text/yaml', 'TEXT/YAML;q=1'])('%s is a secret', (accept) => {
    expect(decided(accept)).toBe('kubernetes-secret');
    expect(wantsYaml(accept)).toBe(true);
  });

  it.each([
    [`${own('bash')};q=0.5, ${own('cmd')};q=0.6`, 'cmd'],
    [`${own('bash')};q=0.5, ${own('cmd')}`, 'cmd'],
    [`${own('bash')}, ${own('cmd')}`, 'bash'],
    [`${own('bash')};q=0, ${own('cmd')};q=0.001`, 'cmd'],
    [`${own('bash')}; q=0 , */*`, 'json'],
    [`application/json;q=0.2, ${own('kubelet')};Q=0.3`, 'kubelet'],
    [`${own('bash')};q=x, application/json;q=0.1`, 'json'],
    [`${own('container')}, ${own('bash')};q=0.1`, 'bash'],
    ['text/html, application/yaml;q=0.2', 'kubernetes-secret'],
    [',, application/json ,', 'json'],
  ])('%s is %s', (accept, format) => {
    expect(decided(accept)).toBe(format);
  });

  it.each([
    'text/html',
    'text/plain',
    'application/problem+json',
    'application/json;q=0',
    own('xml'),
    own('container'),
    own('__proto__'),
    own('constructor'),
    `${own('bash')}x`,
    'x'.repeat(9_000),
    ','.repeat(9_000),
    ';q=1',
  ])('%s is none of a login', (accept) => {
    expect(() => decided(accept)).toThrow(expect.objectContaining({ code: 'format_unknown', stage: 'request' }));
    expect(acceptedFormat(accept, ['json', 'bash'])).toBeUndefined();
  });

  it('says which formats the route has, when it has none that is accepted', () => {
    const listOf = (issuable: Issuable) => {
      try {
        return decided('image/png', issuable);
      } catch (error) {
        return error instanceof PortunusError ? error.errors : error;
      }
    };
    const detailOf = (issuable: Issuable) => `must be one of ${formatsOf(issuable).join(', ')}`;
    expect(listOf('logins')).toEqual([{ field: 'format', detail: detailOf('logins') }]);
    expect(listOf('session')).toEqual([{ field: 'format', detail: detailOf('session') }]);
  });
});

describe('YAML', () => {
  it.each<unknown>([undefined, '', '*/*', 'application/json', own('kubernetes-secret'), ['text/yaml'], 'text/yamlx'])(
    'is not wanted by %j',
    (accept) => expect(wantsYaml(accept)).toBe(false),
  );

  it('is not wanted by who says that it is not acceptable', () => {
    expect(wantsYaml('application/json, application/yaml;q=0')).toBe(false);
  });
});

describe('a namespace', () => {
  const isGood = (text: unknown) => parseWith(Namespace, text, 'namespace').ok;
  it.each(['custom.aws.ecr', 'x', '_x', 'A.1.b_2', 'a'.repeat(64)])('may be %s', (text) => {
    expect(isGood(text)).toBe(true);
  });

  it.each<unknown>([
    ...[
      '',
      '1a',
      '.a',
      'a.',
      'a..b',
      'a-b',
      'a b',
      'a=b',
      "a'b",
      'a"b',
      '$a',
      'a;b',
      'a&b',
      'a%b',
      'a]b',
      'a\nb',
      'a\n',
    ],
    ...['\u00e9', '\u0661', 'a\u2019', 'a'.repeat(65), 7, null, ['a'], {}],
  ])('may not be %j', (text) => {
    expect(isGood(text)).toBe(false);
  });
});
