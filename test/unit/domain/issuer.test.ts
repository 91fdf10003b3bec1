import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Issuer } from '../../../shared/domain/issuer.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aWrittenIssuer } from '../../support/builders.ts';

function faults(overrides: Record<string, unknown>) {
  const parsed = parseWith(Issuer, aWrittenIssuer(overrides), 'issuer');
  return parsed.ok ? [] : parsed.errors;
}

function faultyFields(overrides: Record<string, unknown>): readonly string[] {
  return [...new Set(faults(overrides).map(({ field }) => field))];
}

const KEY = { kty: 'RSA', kid: 'one', alg: 'RS256', use: 'sig', n: 'sXch', e: 'AQAB' };
function inline(keys: unknown): Record<string, unknown> {
  const { jwksUri: _left, ...rest } = aWrittenIssuer({ jwks: { keys } });
  return rest;
}
function faultyInline(keys: unknown): readonly string[] {
  const parsed = parseWith(Issuer, inline(keys), 'issuer');
  return parsed.ok ? [] : [...new Set(parsed.errors.map(({ field }) => field))];
}

const PEOPLE = { kind: 'user', require: { token_use: ['id'] } };

describe('an issuer', () => {
  it('is read with its defaults', () => {
    expect(parseWith(Issuer, aWrittenIssuer(), 'issuer')).toEqual({
      ok: true,
      value: {
        id: 'ci',
        url: 'https://ci.example',
        kind: 'workload',
        enabled: true,
        audiences: ['https://portunus.example'],
        algorithms: ['RS256'],
        tokenTypes: ['JWT'],
        soleAudience: true,
        maxTokenAgeSeconds: 600,
        maxTokenLifeSeconds: 86_400,
        jwksUri: 'https://ci.example/jwks',
        audienceClaim: 'aud',
      },
    });
  });

  it('keeps what it is told', () => {
    const told = {
      enabled: false,
      algorithms: ['ES256', 'RS512'],
      tokenTypes: ['JWT', 'at+jwt'],
      soleAudience: false,
      maxTokenAgeSeconds: 60,
      maxTokenLifeSeconds: 3_600,
      audienceClaim: 'client_id',
      groupsClaim: 'cognito:groups',
      adminGroups: ['portunus-admins'],
      auditGroups: ['security'],
    };
    expect(v.parse(Issuer, aWrittenIssuer({ ...PEOPLE, ...told }))).toMatchObject(told);
  });

  it.each(['id', 'url', 'kind', 'audiences'])('is refused without %s', (name) => {
    const { [name]: _left, ...rest } = aWrittenIssuer();
    const errors = [{ field: name, detail: 'is required' }];
    expect(parseWith(Issuer, rest, 'issuer')).toEqual({ ok: false, errors });
  });

  it.each([
    'https://ci.example',
    'https://ci.example/',
    'https://ci.example:8443',
    'https://ci.example/realms/build',
    'https://ci.example/realms/build/',
    'https://xn--bcher-kva.example',
  ])('may have the URL %s', (url) => {
    expect(faultyFields({ url })).toEqual([]);
    expect(faultyFields({ jwksUri: url })).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['http', 'http://ci.example'],
    ['another scheme', 'ftp://ci.example'],
    ['a file', 'file:///etc/passwd'],
    ['data in it', 'data:text/plain,x'],
    ['no scheme', 'ci.example'],
    ['no host', 'https://'],
    ['a scheme in upper case', 'HTTPS://ci.example'],
    ['a host in upper case', 'https://CI.example'],
    ['the default port', 'https://ci.example:443'],
    ['a user', 'https://ada@ci.example'],
    ['a user and a password', 'https://ada:pw@ci.example'],
    ['an empty user', 'https://@ci.example'],
    ['a fragment', 'https://ci.example/#a'],
    ['an empty fragment', 'https://ci.example/#'],
    ['a path that leads up', 'https://ci.example/a/../b'],
    ['an encoded path that leads up', 'https://ci.example/a/%2e%2e/b'],
    ['a backslash', 'https://ci.example\\b'],
    ['a blank in front', ' https://ci.example'],
    ['a line end', 'https://ci.example\n'],
    ['a tab inside', 'https://ci.ex\tample'],
    ['a letter outside ASCII', 'https://bücher.example'],
    ['a number in another notation', 'https://0x7f.1'],
    ['nothing', ''],
    ['a number', 1],
    ['null', null],
  ])('is refused with a URL of %s', (_what, url) => {
    expect(faultyFields({ url })).toEqual(['url']);
    expect(faultyFields({ jwksUri: url })).toEqual(['jwksUri']);
  });

  it.each(['https://ci.example/?tenant=a', 'https://ci.example/?', 'https://ci.example?a'])(
    'is refused with a query in its URL: %s',
    (url) => {
      expect(faultyFields({ url })).toEqual(['url']);
    },
  );

  it.each([
    'https://login.microsoftonline.com/common/discovery/keys?appid=6731de76-14a6-49ae-97bc-6eba6914391e',
    'https://acme.b2clogin.com/acme.onmicrosoft.com/discovery/v2.0/keys?p=b2c_1_sign_in',
    'https://ci.example/keys?',
    'https://ci.example/keys?a=b&c=%2Fd',
  ])('may have a query in its key address: %s', (jwksUri) => {
    expect(faultyFields({ jwksUri })).toEqual([]);
  });

  it('may be a provider on this machine, if nothing has to be fetched from it', () => {
    const local = { url: 'http://127.0.0.1:8400' };
    expect(v.is(Issuer, { ...inline([KEY]), ...local })).toBe(true);
    expect(faults(local)).toEqual([{ field: 'url', detail: 'must be https, unless jwks is given' }]);
  });

  it.each([
    'http://127.0.0.1',
    'http://127.0.0.1:0',
    'http://127.0.0.1:8400/',
    'http://127.0.0.2:8400',
    'http://localhost:8400',
    'http://127.0.0.1:8400@ci.example',
    'http://127.0.0.1:8400.ci.example',
  ])('is refused with keys of its own at %s', (url) => {
    expect(v.is(Issuer, { ...inline([KEY]), url })).toBe(false);
  });

  it('may name the client of the command, which is an audience too', () => {
    const people = { ...PEOPLE, audiences: ['portunus-console', 'portunus-cli'], cliClientId: 'portunus-cli' };
    expect(faults(people)).toEqual([]);
    expect(faults({ ...people, audiences: ['portunus-console'] })).toEqual([
      {
        field: 'cliClientId',
        detail: 'must be among the audiences too: it is the audience of the ID tokens that people sign in for',
      },
    ]);
    expect(faults({ ...people, kind: 'workload' })).toEqual([
      { field: 'cliClientId', detail: "is for issuers of kind 'user'" },
    ]);
  });

  it('may name the client of the console, which is an audience too, and the secret of that client', () => {
    const clientSecretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/sign-in/corp-AbCdEf';
    const people = { ...PEOPLE, audiences: ['console'], consoleClientId: 'console', clientSecretArn };
    expect(faults(people)).toEqual([]);
    expect(faultyFields({ ...people, audiences: ['another'] })).toEqual(['consoleClientId']);
    expect(faultyFields({ ...people, kind: 'workload' })).toEqual(['consoleClientId']);
    expect(faults({ ...PEOPLE, clientSecretArn })).toEqual([
      { field: 'clientSecretArn', detail: 'is the secret of consoleClientId, which is missing' },
    ]);
  });

  it.each([
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/sign-in/corp',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/sign-in/corp-*',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:corp-AbCdEf',
    'portunus/prod/sign-in/corp-AbCdEf',
  ])('names no other secret: %s', (clientSecretArn) => {
    const people = { ...PEOPLE, audiences: ['console'], consoleClientId: 'console', clientSecretArn };
    expect(faultyFields(people)).toEqual(['clientSecretArn']);
  });

  it.each([[''], ['a client'], ['client\n'], ['kli\u00ebnt'], ['a'.repeat(257)]])(
    'is refused with the client %j',
    (cliClientId) => {
      expect(faultyFields({ ...PEOPLE, audiences: [cliClientId], cliClientId })).toContain('cliClientId');
    },
  );

  it('may name the scopes of a sign-in, with openid among them', () => {
    expect(faults({ ...PEOPLE, scopes: ['openid', 'groups'] })).toEqual([]);
    expect(faults({ ...PEOPLE, scopes: ['groups'] })).toEqual([
      { field: 'scopes', detail: 'must have openid: without it, there is no ID token' },
    ]);
    expect(faultyFields({ ...PEOPLE, scopes: ['openid', 'a b'] })).toEqual(['scopes[1]']);
    expect(faultyFields({ ...PEOPLE, scopes: ['openid', ...Array.from({ length: 20 }, (_, n) => `s${n}`)] })).toEqual([
      'scopes',
    ]);
    expect(faultyFields({ scopes: ['openid'] })).toEqual(['scopes']);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a bad id', { id: 'CI' }, 'id'],
    ['the id that signed requests are recorded under', { id: 'aws-iam' }, 'id'],
    ['the id that refresh jobs are recorded under', { id: 'refresh-job' }, 'id'],
    ['a kind that is none', { kind: 'service' }, 'kind'],
    ['a text for the kill switch', { enabled: 'false' }, 'enabled'],
    ['no audiences', { audiences: [] }, 'audiences'],
    ['a text for audiences', { audiences: 'https://portunus.example' }, 'audiences'],
    ['an empty audience', { audiences: [''] }, 'audiences[0]'],
    ['a number for an audience', { audiences: [1] }, 'audiences[0]'],
    ['an empty require', { require: {} }, 'require'],
    ['an empty list in require', { require: { owner: [] } }, 'require'],
    ['a number in require', { require: { owner: [9919] } }, 'require'],
    ['null for require', { require: null }, 'require'],
    ['no algorithms', { algorithms: [] }, 'algorithms'],
    ['the algorithm none', { algorithms: ['none'] }, 'algorithms[0]'],
    ['a symmetric algorithm', { algorithms: ['RS256', 'HS256'] }, 'algorithms[1]'],
    ['an algorithm in lower case', { algorithms: ['rs256'] }, 'algorithms[0]'],
    ['an algorithm that is a prototype name', { algorithms: ['constructor'] }, 'algorithms[0]'],
    ['no token types', { tokenTypes: [] }, 'tokenTypes'],
    ['a text for soleAudience', { soleAudience: 'yes' }, 'soleAudience'],
    ['a text for an age', { maxTokenAgeSeconds: '600' }, 'maxTokenAgeSeconds'],
    ['a broken age', { maxTokenAgeSeconds: 1.5 }, 'maxTokenAgeSeconds'],
    ['an age without end', { maxTokenAgeSeconds: Number.POSITIVE_INFINITY }, 'maxTokenAgeSeconds'],
    ['an age that is no number', { maxTokenAgeSeconds: Number.NaN }, 'maxTokenAgeSeconds'],
    ['a life without end', { maxTokenLifeSeconds: Number.POSITIVE_INFINITY }, 'maxTokenLifeSeconds'],
    ['an empty audience claim', { audienceClaim: '' }, 'audienceClaim'],
    ['a field that is not known', { audience: 'https://portunus.example' }, 'audience'],
    ['a field called constructor', { constructor: 1 }, 'constructor'],
    ['keys of both sources', { jwks: { keys: [KEY] } }, 'jwksUri'],
  ])('is refused with %s', (_what, overrides, field) => {
    expect(faultyFields(overrides)).toEqual([field]);
  });

  it('is refused with a field called __proto__', () => {
    const written = JSON.parse(JSON.stringify(aWrittenIssuer()).replace('{', '{"__proto__":{"kind":"user"},'));
    const errors = [{ field: '__proto__', detail: 'is not a known field' }];
    expect(parseWith(Issuer, written, 'issuer')).toEqual({ ok: false, errors });
  });

  it('may go without keys, which are discovered then', () => {
    const { jwksUri: _left, ...rest } = aWrittenIssuer();
    const parsed = parseWith(Issuer, rest, 'issuer');
    expect(parsed.ok).toBe(true);
  });

  const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `text-${index}`);

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['a URL of 512 characters', { url: `https://ci.example/${'p'.repeat(493)}` }, []],
    ['a URL of 513 characters', { url: `https://ci.example/${'p'.repeat(494)}` }, ['url']],
    ['a key address of 512 characters', { jwksUri: `https://ci.example/${'p'.repeat(493)}` }, []],
    ['a key address of 513 characters', { jwksUri: `https://ci.example/${'p'.repeat(494)}` }, ['jwksUri']],
    ['20 audiences', { audiences: texts(20) }, []],
    ['21 audiences', { audiences: texts(21) }, ['audiences']],
    ['an audience of 256 characters', { audiences: ['a'.repeat(256)] }, []],
    ['an audience of 257 characters', { audiences: ['a'.repeat(257)] }, ['audiences[0]']],
    ['20 token types', { tokenTypes: texts(20) }, []],
    ['21 token types', { tokenTypes: texts(21) }, ['tokenTypes']],
    ['an audience claim of 256 characters', { audienceClaim: 'a'.repeat(256) }, []],
    ['an audience claim of 257 characters', { audienceClaim: 'a'.repeat(257) }, ['audienceClaim']],
    ['20 admin groups', { ...PEOPLE, groupsClaim: 'groups', adminGroups: texts(20) }, []],
    ['21 admin groups', { ...PEOPLE, groupsClaim: 'groups', adminGroups: texts(21) }, ['adminGroups']],
    ['20 audit groups', { ...PEOPLE, groupsClaim: 'groups', auditGroups: texts(20) }, []],
    ['21 audit groups', { ...PEOPLE, groupsClaim: 'groups', auditGroups: texts(21) }, ['auditGroups']],
    ['an age of 0 seconds', { maxTokenAgeSeconds: 0 }, ['maxTokenAgeSeconds']],
    ['an age of 1 second', { maxTokenAgeSeconds: 1 }, []],
    ['an age of 366 days', { maxTokenAgeSeconds: 31_622_400 }, []],
    ['an age of 366 days and a second', { maxTokenAgeSeconds: 31_622_401 }, ['maxTokenAgeSeconds']],
    ['a life of -1 second', { maxTokenLifeSeconds: -1 }, ['maxTokenLifeSeconds']],
    ['a life of 0 seconds', { maxTokenLifeSeconds: 0 }, ['maxTokenLifeSeconds']],
    ['a life of 1 second', { maxTokenLifeSeconds: 1 }, []],
    ['a life of 366 days', { maxTokenLifeSeconds: 31_622_400 }, []],
    ['a life of 366 days and a second', { maxTokenLifeSeconds: 31_622_401 }, ['maxTokenLifeSeconds']],
  ])('has a limit: %s', (_what, overrides, fields) => {
    expect(faultyFields(overrides)).toEqual(fields);
  });

  it('keeps a requirement on the claim __proto__', () => {
    const written = aWrittenIssuer({ require: JSON.parse('{"__proto__":["x"],"owner":["y"]}') });
    expect(v.parse(Issuer, written).require).toEqual([
      { claim: ['__proto__'], anyOf: ['x'] },
      { claim: ['owner'], anyOf: ['y'] },
    ]);
  });
});

describe('an issuer of people', () => {
  it('needs a requirement that only sign-in tokens meet', () => {
    expect(faultyFields({ kind: 'user' })).toEqual(['require']);
    expect(faultyFields(PEOPLE)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['admin groups and no groups claim', { ...PEOPLE, adminGroups: ['admins'] }, 'groupsClaim'],
    ['no admin group', { ...PEOPLE, groupsClaim: 'groups', adminGroups: [] }, 'adminGroups'],
    ['an empty admin group', { ...PEOPLE, groupsClaim: 'groups', adminGroups: [''] }, 'adminGroups[0]'],
    ['audit groups and no groups claim', { ...PEOPLE, auditGroups: ['security'] }, 'groupsClaim'],
    ['no audit group', { ...PEOPLE, groupsClaim: 'groups', auditGroups: [] }, 'auditGroups'],
    ['an empty audit group', { ...PEOPLE, groupsClaim: 'groups', auditGroups: [''] }, 'auditGroups[0]'],
    ['an empty groups claim', { ...PEOPLE, groupsClaim: '' }, 'groupsClaim'],
  ])('is refused with %s', (_what, overrides, field) => {
    expect(faultyFields(overrides)).toEqual([field]);
  });
});

describe('an issuer of workloads', () => {
  it('is refused with admin groups, for a job administers nothing', () => {
    expect(faultyFields({ groupsClaim: 'groups', adminGroups: ['admins'] })).toContain('adminGroups');
  });

  it('is refused with audit groups, for people read records', () => {
    expect(faultyFields({ groupsClaim: 'groups', auditGroups: ['security'] })).toContain('auditGroups');
  });

  it('is refused with a groups claim', () => {
    expect(faultyFields({ groupsClaim: 'groups' })).toEqual(['groupsClaim']);
  });
});

describe('keys given inline', () => {
  it('are read', () => {
    expect(v.parse(Issuer, inline([KEY])).jwks).toEqual({ keys: [KEY] });
  });

  it.each<[string, unknown, string]>([
    ['no keys', [], 'jwks.keys'],
    ['a text for keys', 'x', 'jwks.keys'],
    ['a private key', [{ ...KEY, d: 'x' }], 'jwks.keys[0]'],
    ['a private key after a public one', [KEY, { ...KEY, kid: 'two', p: 'x' }], 'jwks.keys[1]'],
    ['a shared secret', [{ kty: 'oct', kid: 'one', k: 'x' }], 'jwks.keys[0]'],
    ['a kid twice', [KEY, { ...KEY, n: 'other' }], 'jwks.keys'],
    ['a key without kty', [{ kid: 'one', n: 'sXch', e: 'AQAB' }], 'jwks.keys[0].kty'],
  ])('are refused with %s', (_what, keys, field) => {
    expect(faultyInline(keys)).toEqual([field]);
  });
});
