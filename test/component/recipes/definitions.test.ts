// What each recipe has an operator define, against real tokens of the CI.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDefinitions } from '../../../cli/files/definitions-file.ts';
import { createKeyStore } from '../../../shared/auth/key-store.ts';
import { readVerificationKeys } from '../../../shared/auth/verification-keys.ts';
import { createVerifyToken } from '../../../shared/auth/verify-token.ts';
import type { RequestCredential } from '../../../shared/domain/caller.ts';
import type { Definitions } from '../../../shared/domain/definitions.ts';
import { PortunusError } from '../../../shared/domain/errors.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { checkReferences } from '../../../shared/policy/definitions/check-references.ts';
import { createIdentifyCaller } from '../../../shared/vending/issuing/identify-caller.ts';
import { aws } from '../../fixtures/ci/aws.ts';
import { azureDevops } from '../../fixtures/ci/azure-devops.ts';
import { bitbucket } from '../../fixtures/ci/bitbucket.ts';
import { buildkite } from '../../fixtures/ci/buildkite.ts';
import { circleci } from '../../fixtures/ci/circleci.ts';
import type { CiFixture } from '../../fixtures/ci/fixture.ts';
import { github } from '../../fixtures/ci/github.ts';
import { gitlab } from '../../fixtures/ci/gitlab.ts';
import { jenkins } from '../../fixtures/ci/jenkins.ts';
import { kubernetes } from '../../fixtures/ci/kubernetes.ts';
import { terraform } from '../../fixtures/ci/terraform.ts';
import { decideAccess } from '../../support/access.ts';
import { aCall } from '../../support/builders.ts';
import { PAGES, PORTUNUS, snippetsNamed } from '../../support/recipes.ts';
import { NOTHING_KNOWN } from '../../support/refresh-builders.ts';
import { aToken, ecKey, publicJwk, rsaKey, type TestKey, thrownBy } from '../../support/tokens.ts';

interface Case {
  readonly page: string;
  readonly ci: CiFixture;
  readonly connector?: string;
  /** Tokens of the fixture that this recipe says nothing about. */
  readonly without?: readonly string[];
  /** Of the fixture's own grants, where the recipe orders its grants otherwise. */
  readonly by?: string;
}

const CASES: readonly Case[] = [
  { page: 'github.md', ci: github },
  {
    page: 'aws.md',
    ci: github,
    connector: 'shop-releases',
    without: ['a job with an environment, whose sub names no ref'],
  },
  { page: 'gitlab.md', ci: gitlab },
  { page: 'bitbucket.md', ci: bitbucket },
  { page: 'buildkite.md', ci: buildkite },
  { page: 'circleci.md', ci: circleci },
  { page: 'azure-devops.md', ci: azureDevops },
  { page: 'jenkins.md', ci: jenkins },
  { page: 'bamboo.md', ci: aws, without: ['another function of the role'], by: 'grants[1]' },
  { page: 'kubernetes.md', ci: kubernetes },
  // The recipe grants on ids and the phase; the fixture also names the project in the sub, with its spaces.
  { page: 'terraform.md', ci: terraform, without: ["module's test run", 'spaces of another kind'] },
];

/** The account that the recipes take from getting-started.md. */
const ACCOUNTS = [
  { id: 'build', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
];

function readPage(page: string): Definitions {
  const [snippet, ...more] = snippetsNamed('portunus.yml').filter((one) => one.page === page);
  expect(more).toEqual([]);
  return readDefinitions({ ...parse(snippet?.text ?? ''), accounts: ACCOUNTS }, (field) => `${page} ${field}`);
}

const KEYS = { rsa: rsaKey('rsa'), ec: ecKey('ec', 'P-384') };
function keyOf({ header }: CiFixture): TestKey {
  return {
    ...(header.alg === 'ES384' ? KEYS.ec : KEYS.rsa),
    kid: header.kid,
  };
}

async function decide(definitions: Definitions, credential: RequestCredential, key: TestKey, connectorId: string) {
  const issuers = definitions.issuers.map(({ value }) => value);
  const verifyToken = createVerifyToken({
    findIssuer: async (url) => issuers.find((issuer) => issuer.url === url),
    findKeys: createKeyStore(async (issuer) => readVerificationKeys({ keys: [publicJwk(key)] }, issuer)?.usable ?? []),
  });
  const caller = await createIdentifyCaller({ verifyToken, adminRoles: [] })(credential, aCall());
  const connector = definitions.connectors.find(({ value }) => value.id === connectorId)?.value;
  if (connector === undefined) throw new Error(`no connector ${connectorId}`);
  const access = decideAccess(connector, caller, connector.serves.includes('session') ? 'session' : 'ecr-login');
  if (!access.allowed) throw new PortunusError('not_allowed', 'authorization', { reason: access.reason });
  return access.by;
}

function credentialOf(ci: CiFixture, claims: Readonly<Record<string, unknown>> = {}): RequestCredential {
  const parts = { header: ci.header, payload: { ...ci.claims, ...claims }, alg: ci.header.alg };
  return { scheme: 'bearer', token: new Secret(aToken(keyOf(ci), parts)) };
}

it('has a case for every recipe', () => {
  expect(new Set(CASES.map(({ page }) => page))).toEqual(new Set(PAGES.filter((page) => page !== 'README.md')));
});

describe.each(CASES)('$page', ({ page, ci, connector = 'shop-images', without = [], by: granted = 'grants[0]' }) => {
  const definitions = readPage(page);
  const tried = (claims?: Readonly<Record<string, unknown>>) =>
    decide(definitions, credentialOf(ci, claims), keyOf(ci), connector);

  it('can be applied', () => {
    expect(checkReferences(definitions, NOTHING_KNOWN)).toEqual({ faults: [], warnings: [] });
    expect(definitions.issuers.map(({ value }) => value.audiences)).toEqual([
      page === 'azure-devops.md' ? ['api://AzureADTokenExchange'] : [PORTUNUS],
    ]);
  });

  it('lets its CI in', async () => {
    expect(await tried()).toBe(granted);
  });

  const also = (ci.alsoGranted ?? []).filter(({ token }) => !without.includes(token));
  it.each(also)('lets in $token', async ({ claims, by = granted }) => {
    expect(await tried(claims)).toBe(by);
  });

  const refused = Object.values(ci.refused)
    .flatMap((cases) => (typeof cases === 'string' ? [] : cases))
    .filter(({ token }) => !without.includes(token));
  it.each(refused)('refuses $token', async ({ claims, error }) => {
    // A token may live longer by a recipe than by the fixture, and is then refused for what else it is.
    const expected = error === 'token_rejected: life_too_long' ? /^token_rejected: / : error;
    expect((await thrownBy(tried(claims))).message).toMatch(expected);
  });
});

describe('bamboo.md', () => {
  const definitions = readPage('bamboo.md');
  const signed = (userArn: string): RequestCredential => ({
    scheme: 'sigv4',
    identity: { userArn, userId: 'AROACKCEVSQ6C2EXAMPLE:agent-1' },
  });

  it('lets in the role of the agents, by its signature', async () => {
    const agent = signed('arn:aws:sts::111122223333:assumed-role/bamboo-agents/agent-1');
    expect(await decide(definitions, agent, KEYS.rsa, 'shop-images')).toBe('grants[0]');
  });

  it('refuses another role', async () => {
    const other = signed('arn:aws:sts::111122223333:assumed-role/other-agents/agent-1');
    const error = await thrownBy(decide(definitions, other, KEYS.rsa, 'shop-images'));
    expect(error.message).toBe('not_allowed: no_grant_matches');
  });
});

describe('terraform.md', () => {
  const definitions = readPage('terraform.md');
  const plan = credentialOf(terraform, {
    sub: String(terraform.claims.sub).replace('apply', 'plan'),
    terraform_run_phase: 'plan',
  });

  it('lets plans pull, and not push', async () => {
    expect(await decide(definitions, plan, keyOf(terraform), 'shop-pull')).toBe('grants[0]');
    const error = await thrownBy(decide(definitions, plan, keyOf(terraform), 'shop-images'));
    expect(error.message).toBe('not_allowed: no_grant_matches');
    const pull = definitions.connectors.find(({ value }) => value.id === 'shop-pull')?.value;
    expect(pull).toMatchObject({ access: 'pull', repositories: ['shop'] });
  });
});
