import { describe, expect, it } from 'vitest';
import { FORMATS, formatsOf, isFormatName, rulesOfFormat } from '../../../shared/domain/format-name.ts';
import { formats } from '../../../shared/formats/index.ts';

/** Section 2 of the design: what a login can be written in, what a session, and where names can be chosen. */
const BOTH = [
  'json',
  'bash',
  'powershell',
  'cmd',
  'dotenv',
  'bamboo',
  'github-actions',
  'gitlab-dotenv',
  'azure-pipelines',
] as const;
const LOGINS = ['docker-config', 'docker-credential', 'kubernetes-secret', 'kubelet', 'username-password'] as const;
const SESSIONS = ['credential-process', 'container', 'aws-credentials-file'] as const;
const ALL = [...BOTH, ...LOGINS, ...SESSIONS];

describe('the name of a format', () => {
  it.each(ALL)('is known for %s', (name) => {
    expect(isFormatName(name)).toBe(true);
  });

  it.each(['', 'JSON', 'json ', 'xml', 'docker_config', '__proto__', 'constructor', 'toString', 'length', '0'])(
    'is not known for %j',
    (name) => {
      expect(isFormatName(name)).toBe(false);
    },
  );

  it('is one of those that the design names, and there is no other', () => {
    expect(Object.keys(FORMATS).sort()).toEqual([...ALL].sort());
  });
});

describe('the formats', () => {
  it('of logins and of sessions are those of the design', () => {
    expect([...formatsOf('logins')].sort()).toEqual([...BOTH, ...LOGINS].sort());
    expect([...formatsOf('session')].sort()).toEqual([...BOTH, ...SESSIONS].sort());
  });

  it.each(ALL)('have a writer for what %s is of, and for nothing else', (name) => {
    const { of } = rulesOfFormat(name);
    expect(formats[name].logins !== undefined).toBe(of.includes('logins'));
    expect(formats[name].session !== undefined).toBe(of.includes('session'));
  });

  it('with names of their own are those of shells and CI systems; of a session bamboo alone', () => {
    const named = (issuable: 'logins' | 'session') =>
      ALL.filter((name) => rulesOfFormat(name).namespaced.includes(issuable));
    expect(named('logins')).toEqual(BOTH.slice(1));
    expect(named('session')).toEqual(['bamboo']);
  });

  it('that hold every host name of a registry are those that are keyed by host, and JSON', () => {
    expect(ALL.filter((name) => rulesOfFormat(name).holdsAllHosts)).toEqual([
      'json',
      'docker-config',
      'kubernetes-secret',
      'kubelet',
    ]);
  });

  it('for one login only are the helper’s answer and the secret of two fields', () => {
    expect(ALL.filter((name) => rulesOfFormat(name).single)).toEqual(['docker-credential', 'username-password']);
  });
});
