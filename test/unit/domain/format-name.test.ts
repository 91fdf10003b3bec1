import { describe, expect, it } from 'vitest';
import {
  type FormatName,
  formatsOf,
  type Issuable,
  isFormatName,
  rulesOfFormat,
} from '../../../shared/domain/format-name.ts';
import { formats } from '../../../shared/formats/index.ts';
import {
  ALL_FORMATS as ALL,
  ALL_HOSTS_FORMATS,
  LOGIN_FORMATS,
  ONE_LOGIN_FORMATS,
  ONLY_PACKAGES_FORMATS,
  PACKAGES_FORMATS,
  SESSION_FORMATS,
  VARIABLE_FORMATS,
} from '../../support/format-list.ts';

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
});

describe('the formats', () => {
  it('of logins, packages and sessions are those that the documents promise', () => {
    const of = (issuable: Issuable) => ALL.filter((name) => rulesOfFormat(name).of.includes(issuable));
    expect(of('packages').toSorted()).toEqual(PACKAGES_FORMATS.toSorted());
    expect(formatsOf('packages').toSorted()).toEqual(PACKAGES_FORMATS.toSorted());
    expect(of('logins').toSorted()).toEqual(LOGIN_FORMATS.toSorted());
    expect(of('session').toSorted()).toEqual(SESSION_FORMATS.toSorted());
  });

  it.each(ALL)('have a writer for what %s is of, and for nothing else', (name) => {
    const { of } = rulesOfFormat(name);
    expect(formats[name].logins !== undefined).toBe(of.includes('logins'));
    expect(formats[name].packages !== undefined).toBe(of.includes('packages'));
    expect(formats[name].session !== undefined).toBe(of.includes('session'));
  });

  it('with names of their own are those of shells and CI systems; of anything else bamboo alone', () => {
    const named = (issuable: Issuable) => ALL.filter((name) => rulesOfFormat(name).namespaced.includes(issuable));
    expect(named('logins')).toEqual(VARIABLE_FORMATS);
    expect(named('session')).toEqual(['bamboo']);
    expect(named('packages')).toEqual(['bamboo']);
  });

  it('that hold every host name of a registry are those that are keyed by host, and JSON', () => {
    expect(ALL.filter((name) => rulesOfFormat(name).holdsAllHosts)).toEqual(ALL_HOSTS_FORMATS);
  });

  it('that need a repository are the files of package managers, each with one endpoint', () => {
    const endpoints = (name: FormatName) => rulesOfFormat(name).packages?.endpoints;
    expect(ALL.filter((name) => rulesOfFormat(name).packages?.needsRepository)).toEqual(ONLY_PACKAGES_FORMATS);
    expect(ONLY_PACKAGES_FORMATS.map(endpoints)).toEqual([['npm'], ['pypi'], ['maven'], ['maven'], ['nuget']]);
    expect(VARIABLE_FORMATS.flatMap(endpoints)).toEqual([]);
    expect(endpoints('json')).toEqual(['npm', 'pypi', 'maven', 'nuget']);
  });

  it('for one login only are the helper’s answer and the secret of two fields', () => {
    expect(ALL.filter((name) => rulesOfFormat(name).single)).toEqual(ONE_LOGIN_FORMATS);
  });
});
