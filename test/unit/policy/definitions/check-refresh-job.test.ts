// Whether a job could ever get a login: each fault alone, and beside it what differs from it by a hair and is fine.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import { Connector } from '../../../../shared/domain/connector.ts';
import type { RefreshJob } from '../../../../shared/domain/refresh-job.ts';
import { refreshJobFaults, refusedTypes } from '../../../../shared/policy/definitions/check-refresh-job.ts';
import { anAccount, aWrittenConnector } from '../../../support/builders.ts';
import { aRefreshJob } from '../../../support/refresh-builders.ts';

type Fields = Record<string, unknown>;

const GRANTS = [{ refreshJob: 'nightly' }];
const FURTHER = 'arn:aws:iam::123456789012:role/further';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
const BY_USER = anAccount({ credentials: { source: 'iam-user', secretArn } });

function read(fields: Fields): Connector {
  return v.parse(Connector, aWrittenConnector({ grants: GRANTS, ...fields }));
}
function withoutRole(fields: Fields): Connector {
  const { roleArn: _left, ...rest } = aWrittenConnector({ grants: GRANTS, ...fields });
  return v.parse(Connector, rest);
}
function asUser(fields: Fields = {}) {
  return withoutRole({ principalType: 'federated-user', access: 'pull', ...fields });
}
function asSession(fields: Fields = {}) {
  return withoutRole({ principalType: 'session-token', acknowledgeRisk: true, ...fields });
}

function check(connector: Connector, job: Partial<RefreshJob> = {}, account: Account = anAccount()) {
  return refreshJobFaults(aRefreshJob(job), connector, account);
}
function onConnector(detail: string) {
  return [{ field: 'connector', detail }];
}
const FINE: readonly unknown[] = [];

describe('a refresh job is fine', () => {
  it.each<[string, Connector, Account?]>([
    ['with a role', read({})],
    ['with a role that a key assumes', read({}), BY_USER],
    ['with a federated user', asUser(), BY_USER],
    ["with the IAM user's own session", asSession(), BY_USER],
    ['with a connector that is switched off, for it may be switched on', read({ enabled: false })],
    ['with a grant among others', read({ grants: [{ iamRole: FURTHER }, ...GRANTS] })],
    ['with a connector that serves more', read({ serves: ['session', 'ecr'] })],
  ])('%s', (_what, connector, account) => {
    expect(check(connector, {}, account)).toEqual(FINE);
  });
});

describe("a connector's type", () => {
  const named = (type: string) => `is of principal type ${type}, which serves no refresh jobs`;
  const samlProviderArn = 'arn:aws:iam::123456789012:saml-provider/corp';

  it.each<[string, Connector]>([
    ['web-identity', read({ principalType: 'web-identity', acknowledgeRisk: true })],
    ['saml', read({ principalType: 'saml', acknowledgeRisk: true, samlProviderArn })],
    ['provided', withoutRole({ principalType: 'provided' })],
  ])('%s serves no refresh jobs, and no more is said', (type, connector) => {
    expect(refusedTypes(connector)).toEqual(onConnector(named(type)));
    // Everything else is wrong too, and does not matter.
    const hopeless = { id: 'other', region: 'cn-north-1', durationSeconds: 900, roleArn: FURTHER };
    expect(check(connector, hopeless)).toEqual(onConnector(named(type)));
  });

  it.each<[string, Connector]>([
    ['assumed-role', read({})],
    ['federated-user', asUser()],
    ['session-token', asSession()],
  ])('%s does, unless it goes by the token that callers show', (_type, connector) => {
    const detail = 'goes by the life of the token that callers show (withinTokenLife), and a job shows none';
    expect(refusedTypes(connector)).toEqual(FINE);
    expect(refusedTypes({ ...connector, withinTokenLife: false } as Connector)).toEqual(FINE);
    const within = { ...connector, withinTokenLife: true } as Connector;
    expect(refusedTypes(within)).toEqual(onConnector(detail));
    expect(check(within, {}, BY_USER)).toEqual(onConnector(detail));
  });
});

it('no job is served by a connector that takes each token once', () => {
  const connector = { ...read({}), oneTimeTokens: true };
  const detail = 'takes each token once (oneTimeTokens), and a job shows none';
  expect(refusedTypes({ ...connector, oneTimeTokens: false })).toEqual(FINE);
  expect(refusedTypes(connector)).toEqual(onConnector(detail));
  expect(check(connector)).toEqual(onConnector(detail));
});

describe('a job that its connector would not let in', () => {
  const NO_GRANT = onConnector('has no grant for this job (grants: [{refreshJob: nightly}])');

  it.each<[string, Connector, readonly unknown[]]>([
    ['without any grant', read({ grants: [] }), NO_GRANT],
    ["with another job's grant", read({ grants: [{ refreshJob: 'nightly-2' }] }), NO_GRANT],
    ['with a grant of the same words for an issuer', read({ grants: [byClaims('refresh-job')] }), NO_GRANT],
    ['with a grant of the same words for an issuer of its name', read({ grants: [byClaims('nightly')] }), NO_GRANT],
    ['with a grant by role', read({ grants: [{ iamRole: FURTHER }] }), NO_GRANT],
    [
      'without system scope',
      read({ systemScope: false, grants: GRANTS }),
      onConnector('needs systemScope to let a job in'),
    ],
    ['where ECR is not served', read({ serves: ['session'] }), onConnector('does not serve ecr')],
    ['where ECR Public alone is served', read({ serves: ['ecr-public'] }), onConnector('does not serve ecr')],
  ])('is told %s', (_what, connector, faults) => {
    expect(check(connector)).toEqual(faults);
  });
});

function byClaims(issuer: string) {
  return { issuer, claims: { sub: ['nightly'], job: ['nightly'] } };
}

describe("the session's name, tags and source identity", () => {
  const only = 'and a job has sub, job and definedBy only';
  const missing = (claim: string) => onConnector(`names its session by the claim ${claim}, ${only}`);

  it.each<[string, Fields]>([
    ['by the job', { name: 'job-{job}' }],
    ['by the subject', { name: 'job-{sub}' }],
    ['by who defined it', { sourceIdentity: '{definedBy}' }],
    ['by all of them', { name: '{job}', sourceIdentity: '{sub}', tags: { who: '{definedBy}', kind: 'job' } }],
    ['by nothing at all', { name: 'portunus' }],
  ])('may be made %s', (_what, session) => {
    expect(check(read({ session }))).toEqual(FINE);
  });

  it.each<[string, Fields, string]>([
    ['by a claim that jobs do not have', { name: 'gh-{repository_id}' }, 'repository_id'],
    ['by one such claim among others', { name: '{job}-{run_id}' }, 'run_id'],
    ['by the issuer, which is no claim', { sourceIdentity: '{iss}' }, 'iss'],
    ['by a nested claim', { tags: { team: '{["job","id"]}' } }, 'job.id'],
    ['by an inherited name', { name: 'x-{constructor}' }, 'constructor'],
    ['by a name in other letters', { name: 'x-{definedby}' }, 'definedby'],
  ])('may not be made %s', (_what, session, claim) => {
    expect(check(read({ session }))).toEqual(missing(claim));
  });

  it('may be made by claims that a federated user takes, and no others', () => {
    expect(check(asUser({ session: { name: 'job-{job}' } }), {}, BY_USER)).toEqual(FINE);
    expect(check(asUser({ session: { name: '{ref}' } }), {}, BY_USER)).toEqual(missing('ref'));
  });
});

describe('what a job asks for', () => {
  it.each<[string, Partial<RefreshJob>, Fields, string, string]>([
    [
      'a region that is not listed',
      { region: 'us-east-1' },
      { regions: ['eu-west-1'] },
      'region',
      'is not among the regions of the connector',
    ],
    [
      'a region of another partition',
      { region: 'cn-north-1' },
      {},
      'region',
      "is not in the partition of the connector's account",
    ],
    [
      'a registry that is not listed',
      { registryIds: ['123456789012', '210987654321'] },
      { registries: ['123456789012'] },
      'registryIds',
      'holds a registry that is not among those of the connector',
    ],
    [
      'its own registry where others alone are listed',
      {},
      { registries: ['210987654321'] },
      'registryIds',
      'holds a registry that is not among those of the connector',
    ],
    [
      'more than the connector gives',
      { access: 'push' },
      { access: 'pull' },
      'access',
      'is more than the connector gives',
    ],
    [
      'a role that is not listed',
      { roleArn: FURTHER },
      { roleArns: ['arn:aws:iam::123456789012:role/another'] },
      'roleArn',
      'is not among the further roles of the connector',
    ],
  ])('may not be %s', (_what, job, fields, field, detail) => {
    expect(check(read(fields), job)).toEqual([{ field, detail }]);
  });

  it.each<[string, Fields, Partial<RefreshJob>, string?, string?]>([
    ['a push', { access: 'pull' }, { access: 'push' }, 'access', 'is more than the grant that lets you in gives'],
    ['a pull', { access: 'pull' }, { access: 'pull' }],
    [
      'a region of the connector alone',
      { regions: ['us-east-1'] },
      { region: 'eu-central-1' },
      'region',
      'is not among the regions of the grant that lets you in',
    ],
    [
      'no region, where the default is not among them',
      { regions: ['us-east-1'] },
      {},
      'region',
      "is required: the connector's default is not among the regions of the grant that lets you in",
    ],
    ['a region of the grant', { regions: ['us-east-1'] }, { region: 'us-east-1' }],
    [
      'its own registry, where others alone are listed',
      { registries: ['210987654321'] },
      {},
      'registryIds',
      'holds a registry that is not among those of the grant that lets you in',
    ],
    [
      'a session in which no time is left to try again',
      { maxDurationSeconds: 1_799 },
      {},
      'durationSeconds',
      'is 1799 in the end, and must be at least 1800: no time is left to try again',
    ],
    ['a session that is just long enough', { maxDurationSeconds: 1_800 }, {}],
  ])('is held against its own grant: %s', (_what, narrowing, job, field, detail) => {
    // Another grant is for another caller, and the first that names the job decides.
    const grants = [{ iamRole: FURTHER, access: 'pull' }, { ...GRANTS[0], ...narrowing }, ...GRANTS];
    expect(check(read({ grants }), job)).toEqual(field === undefined ? FINE : [{ field, detail }]);
  });

  it.each<[string, Partial<RefreshJob>, Fields]>([
    ['a region that is listed', { region: 'us-east-1' }, { regions: ['eu-west-1', 'us-east-1'] }],
    ['any region of the partition where none is listed', { region: 'us-east-1' }, {}],
    ['registries that are listed', { registryIds: ['210987654321'] }, { registries: ['123456789012', '210987654321'] }],
    ['any registry where none is listed', { registryIds: ['210987654321'] }, {}],
    ['all that the connector gives', { access: 'push' }, { access: 'push' }],
    ['less than the connector gives', { access: 'pull', repositories: ['team-a/*'] }, { access: 'push' }],
    ['a role that is listed', { roleArn: FURTHER }, { roleArns: [FURTHER] }],
  ])('may be %s', (_what, job, fields) => {
    expect(check(read(fields), job)).toEqual(FINE);
  });

  it('needs a region somewhere', () => {
    const { region: _left, ...regionless } = read({});
    expect(check(regionless as Connector, { region: 'eu-west-1' })).toEqual(FINE);
    expect(check(regionless as Connector)).toEqual([
      { field: 'region', detail: 'is required: the connector has no default region' },
    ]);
  });

  it('may not be narrowed where the session takes no policy', () => {
    const detail = 'can not be narrowed: a session of session-token takes no policy';
    expect(check(asSession(), { access: 'pull' }, BY_USER)).toEqual([{ field: 'access', detail }]);
    expect(check(asSession(), {}, BY_USER)).toEqual(FINE);
  });
});

describe('the life of a job’s login', () => {
  const tooShort = (seconds: number) => [
    {
      field: 'durationSeconds',
      detail: `is ${seconds} in the end, and must be at least 1800: no time is left to try again`,
    },
  ];

  it.each<[string, Partial<RefreshJob>, Fields, readonly unknown[]]>([
    ['1799 s that the job asks for', { durationSeconds: 1_799 }, {}, tooShort(1_799)],
    ['1800 s that the job asks for', { durationSeconds: 1_800 }, {}, FINE],
    ["1799 s by the connector's limit", {}, { maxDurationSeconds: 1_799 }, tooShort(1_799)],
    ["1800 s by the connector's limit", {}, { maxDurationSeconds: 1_800 }, FINE],
    ['1799 s of both', { durationSeconds: 3_600 }, { maxDurationSeconds: 1_799 }, tooShort(1_799)],
    ['an hour, which is the type’s own', {}, {}, FINE],
    ['more than the type gives', { durationSeconds: 43_201 }, {}, [durationRange('assumed-role', 43_200)]],
    ['more than chaining gives, which is cut', { durationSeconds: 43_200 }, {}, FINE],
  ])('%s', (_what, job, fields, faults) => {
    expect(check(read(fields), job)).toEqual(faults);
  });

  it.each([900, 1_799])('of %i s is long enough where the token counts and not the session', (durationSeconds) => {
    expect(check(read({ loginLifetime: 'token' }), { durationSeconds })).toEqual(FINE);
    expect(check(read({ loginLifetime: 'session' }), { durationSeconds })).toEqual(tooShort(durationSeconds));
  });

  it('has the range of its own type', () => {
    expect(check(asSession(), { durationSeconds: 129_600 }, BY_USER)).toEqual(FINE);
    expect(check(asUser(), { durationSeconds: 1_799 }, BY_USER)).toEqual(tooShort(1_799));
  });

  it('is out of range also where the token counts', () => {
    expect(check(read({ loginLifetime: 'token' }), { durationSeconds: 43_201 })).toEqual([
      durationRange('assumed-role', 43_200),
    ]);
  });
});

function durationRange(type: string, max: number) {
  return { field: 'durationSeconds', detail: `must be from 900 to ${max} for ${type}` };
}

describe('claims in a connector', () => {
  it('are those of a job', () => {
    expect(check(read({ repositories: ['{job}/*'], region: 'eu-west-1' }), { id: 'nightly' })).toEqual(FINE);
  });

  it.each([
    ['repositories', { repositories: ['{repository_id}'] }, 'claim_missing: repositories[0]: repository_id'],
    ['roleArn', { roleArn: 'arn:aws:iam::123456789012:role/{ref}' }, 'claim_missing: roleArn: ref'],
    ['region', { region: '{job}' }, 'claim_does_not_fit: region: it would not be a region'],
  ])('that a job does not have, in %s, are refused', (_what, fields, why) => {
    const detail = `can not be filled with the claims sub, job and definedBy of a job (${why})`;
    expect(check(read(fields))).toEqual(onConnector(detail));
  });
});

it('tells all faults of a job together', () => {
  const connector = read({ systemScope: false, session: { name: '{ref}' }, regions: ['eu-west-1'], access: 'pull' });
  const job = { access: 'push', region: 'us-east-1', durationSeconds: 900 } as const;
  expect(check(connector, job).map(({ field }) => field)).toEqual([
    'connector',
    'connector',
    'access',
    'region',
    'durationSeconds',
  ]);
});
