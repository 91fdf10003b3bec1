// The names of our environment variables: one that nothing reads sets nothing, and nobody would notice.
import { globSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../deploy/service/settings/settings.ts';
import { READ, unreadFaults, unreadVariables } from '../../../shared/domain/variables.ts';

/** What reads variables, and what tells people to set them. */
const SOURCES = [
  ...['shared', 'functions', 'deploy', 'cli', 'clients', 'local', 'bench', 'docs', 'test/support'].map(
    (at) => `${at}/**/*`,
  ),
  'serverless.yml',
  'vitest.config.ts',
];
/** Texts that are set when Portunus is built, and an account in an example. */
const NO_VARIABLES = ['PORTUNUS_VERSION', 'PORTUNUS_ACCOUNT'];
const OWN = 'shared/domain/variables.ts';

function namesInSources(): ReadonlySet<string> {
  const exclude = (path: string) => /(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(path) || path === OWN;
  const files = globSync(SOURCES, { exclude }).filter((file) => statSync(file).isFile());
  const names = files.flatMap((file) => readFileSync(file, 'utf8').match(/PORTUNUS_[A-Z0-9_]*[A-Z0-9]/g) ?? []);
  return new Set(names.filter((name) => !NO_VARIABLES.includes(name)));
}

describe('the variables that something reads', () => {
  const found = namesInSources();

  it('are all known', () => {
    expect(unreadVariables(Object.fromEntries([...found].map((name) => [name, ''])))).toEqual([]);
  });

  it('are all that is known', () => {
    expect(READ.map((name) => `PORTUNUS_${name}`).filter((name) => !found.has(name))).toEqual([]);
  });

  it('have the settings of a deployment among them', () => {
    expect(unreadVariables(Object.fromEntries(SETTINGS.map(({ variable }) => [variable, ''])))).toEqual([]);
  });
});

describe('a variable that nothing reads', () => {
  it.each([
    ['PORTUNUS_LOCKED_ISSUER', 'PORTUNUS_LOCKED_ISSUERS'],
    ['PORTUNUS_APPROVAL', 'PORTUNUS_APPROVALS'],
    ['PORTUNUS_ALOW_PROVIDED', 'PORTUNUS_ALLOW_PROVIDED'],
    ['PORTUNUS_LOCAL_IAN', 'PORTUNUS_LOCAL_IAM'],
    ['PORTUNUS_TOKEN_STOR', 'PORTUNUS_TOKEN_STORE'],
  ])('as %s suggests the nearest, %s', (name, meant) => {
    expect(unreadFaults({ [name]: '*' })).toEqual([`${name} is read by nothing: did you mean ${meant}?`]);
  });

  it('is told without a suggestion where none is near: the prefix alone makes no two names alike', () => {
    expect(unreadFaults({ PORTUNUS_XYZ: '1' })).toEqual([
      'PORTUNUS_XYZ is read by nothing: unset it, or call it something else if it is yours',
    ]);
  });

  it('is none that Kubernetes sets beside a Service named portunus', () => {
    const set = ['SERVICE_HOST', 'SERVICE_PORT', 'SERVICE_PORT_HTTPS', 'PORT', 'PORT_443_TCP', 'PORT_443_TCP_ADDR'];
    expect(unreadFaults(Object.fromEntries(set.map((name) => [`PORTUNUS_${name}`, '1'])))).toEqual([]);
    expect(unreadFaults({ PORTUNUS_PORTS: '1', PORTUNUS_SERVICE: '1', PORTUNUS_PORT_443: '1' })).toHaveLength(3);
  });

  it('is one with our prefix alone', () => {
    expect(unreadFaults({ PORTUNU_URL: '1', AWS_REGIO: '1', portunus_url: '1', MY_PORTUNUS_URLS: '1' })).toEqual([]);
  });
});
