// The files of package managers, with a login to CodeArtifact. test/programs has the package managers themselves.
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';
import { readProperties } from '../../support/file-readers.ts';
import { writtenOrRefused } from '../../support/format-refusal.ts';
import { aPackageLogin, hostile, issuedPackages, writePackages } from '../../support/format-samples.ts';

const HOST = 'shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';
const FILES = ['npm', 'pip', 'maven', 'gradle', 'nuget'] as const;
const TOKEN = 'eyJ2ZXIiOjF9.hush-_~+/9==';

function write(format: (typeof FILES)[number], overrides: Parameters<typeof aPackageLogin>[0] = {}) {
  return writePackages(format, issuedPackages(aPackageLogin(overrides)));
}

function textsOf(xml: string, name: string): readonly (string | null)[] {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  return [...document.getElementsByTagName(name)].map(({ textContent }) => textContent);
}

describe('npm', () => {
  it('names the registry, and binds the token to its address', () => {
    expect(write('npm')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        '# ends 2026-11-21T22:00:00.000Z',
        `registry=https://${HOST}/npm/packages/`,
        `//${HOST}/npm/packages/:_authToken=eyJ2ZXIiOjF9.hush`,
        '',
      ].join('\n'),
    });
  });
});

describe('pip', () => {
  it('has the token in the address of the index, as `aws codeartifact login` writes it', () => {
    expect(write('pip')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        '# ends 2026-11-21T22:00:00.000Z',
        '[global]',
        `index-url = https://aws:eyJ2ZXIiOjF9.hush@${HOST}/pypi/packages/simple/`,
        '',
      ].join('\n'),
    });
  });

  it('escapes what would end the host in an address', () => {
    const { body } = write('pip', { authorizationToken: new Secret(TOKEN) });
    const [, url = ''] = /index-url = (.*)/.exec(body) ?? [];
    expect(new URL(url)).toMatchObject({ username: 'aws', host: HOST, pathname: '/pypi/packages/simple/' });
    expect(decodeURIComponent(new URL(url).password)).toBe(TOKEN);
  });
});

describe('maven', () => {
  it('is XML with the token for the server whose id the repository and the mirror have', () => {
    const { contentType, body } = write('maven', { authorizationToken: new Secret(TOKEN) });
    expect(contentType).toBe('application/xml');
    expect(textsOf(body, 'password')).toEqual([TOKEN]);
    expect(textsOf(body, 'username')).toEqual(['aws']);
    expect(textsOf(body, 'url')).toEqual(Array(2).fill(`https://${HOST}/maven/packages/`));
    expect(textsOf(body, 'mirrorOf')).toEqual(['*']);
    expect(new Set(textsOf(body, 'id'))).toEqual(new Set(['codeartifact']));
    expect(textsOf(body, 'activeProfile')).toEqual(['codeartifact']);
  });
});

describe('gradle', () => {
  it('has properties by the name of the repository', () => {
    const { body } = write('gradle', { authorizationToken: new Secret(TOKEN) });
    expect(readProperties(body)).toEqual({
      codeartifactUrl: `https://${HOST}/maven/packages/`,
      codeartifactUsername: 'aws',
      codeartifactPassword: TOKEN,
    });
  });
});

describe('nuget', () => {
  it('is XML with a source, and a password in clear text for it', () => {
    const { contentType, body } = write('nuget', { authorizationToken: new Secret(TOKEN) });
    expect(contentType).toBe('application/xml');
    const document = new DOMParser().parseFromString(body, 'application/xml');
    const added = [...document.getElementsByTagName('add')].map((one) => [
      one.parentNode?.nodeName,
      one.getAttribute('key'),
      one.getAttribute('value'),
    ]);
    expect(added).toEqual([
      ['packageSources', 'codeartifact', `https://${HOST}/nuget/packages/v3/index.json`],
      ['codeartifact', 'Username', 'aws'],
      ['codeartifact', 'ClearTextPassword', TOKEN],
    ]);
  });
});

describe.each(FILES)('%s', (format) => {
  it('refuses every token that could not be sent, and names it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const overrides = { authorizationToken: new Secret(`${text}hush${text}`) };
        const written = writtenOrRefused(format, () => write(format, overrides));
        const isB64Token = /^[A-Za-z0-9._~+/-]+=*$/.test(`${text}hush${text}`);
        expect(written !== undefined).toBe(isB64Token);
      }),
    );
  });

  it.each([
    'http://shop.example/npm/packages/',
    'https://shop.example/npm/packages',
    'https://aws:x@shop.example/npm/packages/',
    'https://shop.example/npm/packages/?a=b/',
    'https://shop.example/npm/"><!--/',
    'https://shop.example/npm/pack\nages/',
    'https://shop.example',
    '',
  ])('refuses %j as an address of a repository', (url) => {
    const endpoints = { npm: url, pypi: url, maven: url, nuget: url };
    expect(writtenOrRefused(format, () => write(format, { endpoints }))).toBeUndefined();
  });

  it('refuses a login without a repository', () => {
    expect(writtenOrRefused(format, () => write(format, { endpoints: {} }))).toBeUndefined();
  });
});
