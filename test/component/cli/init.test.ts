// `portunus init`: what each CI's template says, and that its cases would notice if it said something else.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { aws } from '../../fixtures/ci/aws.ts';
import { azureDevops } from '../../fixtures/ci/azure-devops.ts';
import { bitbucket } from '../../fixtures/ci/bitbucket.ts';
import { buildkite } from '../../fixtures/ci/buildkite.ts';
import { circleci } from '../../fixtures/ci/circleci.ts';
import { cognitoId } from '../../fixtures/ci/cognito.ts';
import type { CiFixture } from '../../fixtures/ci/fixture.ts';
import { github } from '../../fixtures/ci/github.ts';
import { gitlab } from '../../fixtures/ci/gitlab.ts';
import { google } from '../../fixtures/ci/google.ts';
import { jenkins } from '../../fixtures/ci/jenkins.ts';
import { kubernetes } from '../../fixtures/ci/kubernetes.ts';
import { terraform } from '../../fixtures/ci/terraform.ts';
import { mutantsOf, type Written } from '../../support/definition-mutants.ts';
import { useCli } from '../../support/run-cli.ts';

const { folder, file, portunus } = useCli();

const READS = [
  ...['ecr:BatchCheckLayerAvailability', 'ecr:ListImages', 'ecr:DescribeImages', 'ecr:DescribeRepositories'],
  'ecr:GetRepositoryPolicy',
];

const FIXTURES: Readonly<Record<string, CiFixture>> = {
  github,
  gitlab,
  bitbucket,
  buildkite,
  circleci,
  'azure-devops': azureDevops,
  terraform,
  jenkins,
  bamboo: aws,
  kubernetes,
  aws,
  google,
  cognito: cognitoId,
};
const written = new Map<string, ReturnType<typeof write>>();
const FILES = ['cases.yaml', 'permission-policy.json', 'portunus.yml', 'trust-policy.json'];

/** Once for each: most tests only look at what is written. */
function init(ci: string) {
  const known = written.get(ci) ?? write(ci);
  written.set(ci, known);
  return known;
}

async function write(ci: string, dir = join(folder, ci)) {
  const run = await portunus(['init', '--ci', ci, '--dir', dir, '--force']);
  expect(run).toMatchObject({ code: 0, err: '' });
  const text = (name: string) => readFileSync(join(dir, name), 'utf8');
  const written: Written = parse(text('portunus.yml'));
  const { cases } = parse(text('cases.yaml'), { merge: true }) as { cases: readonly Record<string, unknown>[] };
  return { dir, run, text, written, cases };
}

it('has a template for every page of docs/ci, and two more', () => {
  // The page aws.md is about SDKs; the template of that name is about the roles of AWS itself.
  const pages = readdirSync('docs/ci').map((name) => name.replace(/\.md$/, ''));
  expect(Object.keys(FIXTURES)).toEqual(expect.arrayContaining(pages.filter((name) => name !== 'README')));
  expect(Object.keys(FIXTURES)).toHaveLength(pages.length + 1);
});

describe.each(Object.entries(FIXTURES))('%s', (ci, fixture) => {
  it('is clean, and decides as its cases say', async () => {
    const { dir, run } = await init(ci);
    expect(run.out).toContain(`wrote ${join(dir, 'portunus.yml')}\n`);
    expect(readdirSync(dir).sort()).toEqual(FILES);
    const lint = await portunus(['lint', '-f', dir]);
    expect(lint.out).toContain(`0 errors, 0 warnings, ${ci === 'azure-devops' ? '1 notice' : '0 notices'}\n`);
    expect(lint.code).toBe(0);
    const test = await portunus(['test', '-f', join(dir, 'cases.yaml')]);
    expect(test.out).toContain(', 0 failed\n');
    expect(test.code).toBe(0);
  });

  it('lets somebody in, and several not', async () => {
    const { cases } = await init(ci);
    expect(cases.filter(({ expect: expected }) => expected === 'allowed').length).toBeGreaterThanOrEqual(1);
    expect(cases.filter(({ expect: expected }) => expected === 'refused').length).toBeGreaterThanOrEqual(4);
    expect(cases.filter(({ by, reason }) => (by ?? reason) === undefined)).toEqual([]);
  });

  it('has the issuer, and the ids, of its fixture', async () => {
    const { written, cases } = await init(ci);
    const { url, kind, require } = fixture.issuer;
    expect(written.issuers).toMatchObject([{ url, kind, ...(require !== undefined && { require }) }]);
    expect(fixture.claims).toMatchObject(cases[0]?.claims as object);
  });

  it('marks what is to be changed', async () => {
    const { text } = await init(ci);
    expect(text('portunus.yml').match(/ # change: \S/g)?.length).toBeGreaterThanOrEqual(6);
    expect(text('portunus.yml')).not.toMatch(/^.{161,}$/m);
  });

  it('has a case for each of its conditions', async () => {
    const { written, text, cases } = await init(ci);
    const mutants = mutantsOf(written, cases);
    expect(mutants.length).toBeGreaterThanOrEqual(1);
    const files = mutants.map(({ definitions }, index) => {
      mkdirSync(join(folder, `${ci}-${index}`), { recursive: true });
      file(`${ci}-${index}/portunus.yml`, stringify(definitions));
      return file(`${ci}-${index}/cases.yaml`, text('cases.yaml'));
    });
    const run = await portunus(['test', '--output', 'json', ...files.flatMap((path) => ['-f', path])]);
    expect(run).toMatchObject({ code: 1, err: '' });
    const results: readonly { cases: readonly { passed: boolean }[] }[] = JSON.parse(run.out).files;
    const unnoticed = results.flatMap((result, index) =>
      result.cases.every(({ passed }) => passed) ? [mutants[index]?.what] : [],
    );
    // The id of a Google account has to stand in the issuer's require, so that the grant's own keeps nobody else out.
    expect(unnoticed).toEqual(ci === 'google' ? ['grants[0] sub: any of the cases', 'grants[0] sub: left out'] : []);
  });
});

describe("the role's policies", () => {
  const policiesOf = async (ci: string) => {
    const { text } = await init(ci);
    return { trust: JSON.parse(text('trust-policy.json')), permissions: JSON.parse(text('permission-policy.json')) };
  };

  it('trust Portunus alone, by its roles and the external ID, with what the session carries', async () => {
    const { trust } = await policiesOf('github');
    const ArnLike = {
      'aws:PrincipalArn': ['issue', 'refresh-deliver', 'verify'].map(
        (name) => `arn:aws:iam::111122223333:role/portunus-STAGE-*-${name}`,
      ),
    };
    expect(trust).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'sts:ExternalId': 'REPLACE-WITH-THE-EXTERNAL-ID-THAT-portunus-apply-PRINTS' },
            ArnLike,
          },
        },
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: ['sts:TagSession', 'sts:SetSourceIdentity'],
          Condition: { ArnLike },
        },
      ],
    });
  });

  it.each([
    ['bitbucket', ['sts:AssumeRole', ['sts:SetSourceIdentity']]],
    ['circleci', ['sts:AssumeRole', ['sts:TagSession']]],
    ['aws', ['sts:AssumeRole']],
  ])('let %s carry no more than it does', async (ci, actions) => {
    const statements: readonly { Action: unknown }[] = (await policiesOf(ci)).trust.Statement;
    expect(statements.map(({ Action }) => Action)).toEqual(actions);
  });

  it('let a job push to its repositories', async () => {
    expect((await policiesOf('github')).permissions).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'LogIn', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
        {
          Sid: 'PullAndPush',
          Effect: 'Allow',
          Action: [
            'ecr:BatchGetImage',
            'ecr:GetDownloadUrlForLayer',
            ...READS,
            'ecr:CompleteLayerUpload',
            'ecr:InitiateLayerUpload',
            'ecr:PutImage',
            'ecr:UploadLayerPart',
          ],
          Resource: ['arn:aws:ecr:eu-west-1:123456789012:repository/shop'],
        },
      ],
    });
  });

  it.each(['kubernetes', 'cognito'])('let %s only pull', async (ci) => {
    expect((await policiesOf(ci)).permissions.Statement[1]).toMatchObject({
      Sid: 'Pull',
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', ...READS],
    });
  });
});

describe('files that are there', () => {
  it('are named, and nothing is written', async () => {
    const dir = join(folder, 'taken');
    mkdirSync(dir);
    const taken = [file('taken/portunus.yml', 'mine'), file('taken/trust-policy.json', 'mine')];
    const run = await portunus(['init', '--ci', 'github', '--dir', dir]);
    expect(run).toEqual({
      code: 1,
      out: '',
      err: taken.map((path) => `portunus: ${path} is there already (--force overwrites it)\n`).join(''),
    });
    expect(readdirSync(dir).sort()).toEqual(['portunus.yml', 'trust-policy.json']);
    expect(readFileSync(join(dir, 'portunus.yml'), 'utf8')).toBe('mine');
  });

  it('are written over by --force', async () => {
    const { text } = await write('gitlab', join(folder, 'taken'));
    expect(text('portunus.yml')).toContain('url: https://gitlab.com');
    expect(text('trust-policy.json')).toContain('sts:AssumeRole');
  });

  it('may lie beside others, in a folder that is made', async () => {
    const dir = join(folder, 'new/below');
    expect((await portunus(['init', '--ci', 'jenkins', '--dir', dir])).code).toBe(0);
    expect(readdirSync(dir).sort()).toEqual(FILES);
  });
});

it.each(['travis', 'constructor', ''])('knows no CI %j, and says which ones', async (ci) => {
  const dir = join(folder, 'unknown');
  const run = await portunus(['init', '--ci', ci, '--dir', dir]);
  expect(run).toEqual({
    code: 64,
    out: '',
    err: `portunus: --ci must be one of ${Object.keys(FIXTURES).join(', ')}\n`,
  });
  expect(existsSync(dir)).toBe(false);
});

// Two commands for each CI.
it('writes definitions that apply takes, folder and all', async () => {
  await portunus(['tables', 'create']);
  for (const ci of Object.keys(FIXTURES)) {
    const { dir } = await init(ci);
    const run = await portunus(['apply', '-f', dir, '--direct', '--yes']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/connector {3}shop-images {3}external ID: portunus-/);
    expect(run.out).toMatch(/Applied: .*\.\n$/);
  }
});
