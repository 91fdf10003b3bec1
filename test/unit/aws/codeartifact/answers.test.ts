// What CodeArtifact may answer. Its tokens and addresses go into files of package managers, which send the one to the other.
import { describe, expect, it } from 'vitest';
import { readEndpoint, readToken } from '../../../../shared/aws/codeartifact/answers.ts';
import type { PackageLoginRequest } from '../../../../shared/vending/issuing/ports.ts';
import { NOW } from '../../../support/builders.ts';
import { anAwsSession } from '../../../support/issue-ports.ts';
import { thrownBy } from '../../../support/tokens.ts';

// As AWS writes it in "AWS CodeArtifact authentication and tokens", shortened.
const TOKEN = 'eyJ2ZXIiOjEsImlzdSI6MTU5MTQwMDI5MywiZW5jIjoiQTEyOEdDTSJ9.AAABBBCCC_ddd-eee.FFF';
const ASKED: PackageLoginRequest = {
  region: 'eu-west-1',
  domain: 'shop',
  domainOwner: '123456789012',
  repository: 'releases',
  durationSeconds: 0,
  endpoints: ['npm'],
};
const HOST = 'shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';

function inSeconds(seconds: number) {
  return new Date(NOW.getTime() + seconds * 1_000);
}
/** The session ends in an hour. */
function token(answer: object, asked: Partial<PackageLoginRequest> = {}) {
  return readToken(answer, { ...ASKED, ...asked }, anAwsSession({ expiresAt: inSeconds(3_600) }), NOW);
}
async function reasonOf(read: () => unknown) {
  return thrownBy(Promise.resolve().then(read));
}

describe('a token of CodeArtifact', () => {
  it('is read with its end', () => {
    const read = token({ authorizationToken: TOKEN, expiration: inSeconds(3_600) });
    expect([read.authorizationToken.reveal(), read.expiresAt]).toEqual([TOKEN, inSeconds(3_600)]);
  });

  it.each([
    ['ends with its session', 0, 3_660, true],
    ['outlives its session', 0, 3_661, false],
    ['ends as asked for, after its session', 43_200, 43_260, true],
    ['ends later than asked for', 43_200, 43_261, false],
    ['ends soon', 0, 61, true],
    ['is as good as over', 0, 60, false],
    ['has ended', 0, -1, false],
  ])('that %s is taken or not: %i seconds asked for, %i given', async (_what, durationSeconds, seconds, isGood) => {
    const read = () => token({ authorizationToken: TOKEN, expiration: inSeconds(seconds) }, { durationSeconds });
    if (isGood) expect(read().expiresAt).toEqual(inSeconds(seconds));
    else expect(await reasonOf(read)).toMatchObject({ code: 'upstream_invalid', reason: 'expiry_unbelievable' });
  });

  it.each([{}, { expiration: new Date(Number.NaN) }])('without an end is not taken: %j', async (answer) => {
    const read = () => token({ authorizationToken: TOKEN, ...answer });
    expect(await reasonOf(read)).toMatchObject({ code: 'upstream_invalid', stage: 'codeartifact' });
  });

  it.each([
    undefined,
    '',
    'short',
    `${TOKEN}\n//registry.example/:_authToken=x`,
    `${TOKEN}"`,
    `${TOKEN} `,
    `${TOKEN}@evil.example`,
    `${TOKEN}\u0000`,
    'é'.repeat(20),
    'x'.repeat(4_097),
  ])('that is none is not taken: %j', async (authorizationToken) => {
    const read = () => token({ authorizationToken, expiration: inSeconds(3_600) });
    expect(await reasonOf(read)).toMatchObject({ code: 'upstream_invalid', reason: 'token_unreadable' });
  });
});

describe('the address of a repository', () => {
  it.each([
    [`https://${HOST}/npm/releases/`, `https://${HOST}/npm/releases/`],
    [`https://${HOST}/npm/releases`, `https://${HOST}/npm/releases/`],
    [
      'https://shop-123456789012.codeartifact.eu-west-1.on.aws/npm/releases/',
      'https://shop-123456789012.codeartifact.eu-west-1.on.aws/npm/releases/',
    ],
  ])('%s is read', (repositoryEndpoint, endpoint) => {
    expect(readEndpoint({ repositoryEndpoint }, ASKED, 'npm')).toBe(endpoint);
  });

  it.each([
    undefined,
    '',
    `http://${HOST}/npm/releases/`,
    `https://user@${HOST}/npm/releases/`,
    `https://${HOST}:8443/npm/releases/`,
    `https://${HOST}.evil.example/npm/releases/`,
    'https://evil.example/npm/releases/',
    `https://${HOST}@evil.example/npm/releases/`,
    `https://${HOST}/pypi/releases/`,
    `https://${HOST}/npm/other/`,
    `https://${HOST}/npm/releases/?x=1/`,
    `https://${HOST}/npm/releases/"\n`,
    'https://bakery-123456789012.d.codeartifact.eu-west-1.amazonaws.com/npm/releases/',
    'https://shop-210987654321.d.codeartifact.eu-west-1.amazonaws.com/npm/releases/',
    'https://shop-123456789012.d.codeartifact.us-east-1.amazonaws.com/npm/releases/',
    'https://shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com.cn/npm/releases/',
  ])('%s is not taken for it: clients would send their token there', async (repositoryEndpoint) => {
    expect(await reasonOf(() => readEndpoint({ repositoryEndpoint }, ASKED, 'npm'))).toMatchObject({
      code: 'upstream_invalid',
      stage: 'codeartifact',
      reason: 'not_the_endpoint_asked_for',
    });
  });
});
