// The built digest function, on the stand-in's S3 and KMS, with the rights of its role alone.
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../local/stand-in/server.ts';
import { readDigest, type StoredDigest } from '../../shared/vending/archive/stored-digest.ts';
import { archive, createMemoryArchive, recordAt } from '../support/archive-memory.ts';
import { loadBuilt } from '../support/built-handler.ts';
import { useTemplate } from '../support/template.ts';

const { resources, conditions } = useTemplate();

const ACCOUNT = '111122223333';
const BUCKET = 'example-archive';
const SIGNING_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/portunus-prod-eu-west-1-digest`;
const FUNCTION = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/portunus-prod-eu-west-1-digest/portunus-prod-digest`,
  accessKeyId: 'ASIADIGESTDIGESTDIGE',
  secretAccessKey: 'digest-secret',
  sessionToken: 'digest-token',
  kind: 'role-session',
} as const;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 60_000 };

let standIn: StandIn;
let handler: (event: unknown, context: object) => Promise<{ readonly written: number }>;

/** The role's policy as the packaged template has it, in this account. */
function rightsOfRole() {
  const [{ PolicyDocument }] = resources.DigestRole.Properties.Policies;
  const text = JSON.stringify(PolicyDocument)
    .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replaceAll('{"Ref":"ArchiveSigningKeyArn"}', JSON.stringify(SIGNING_KEY))
    .replaceAll(`\${AWS::Partition}`, 'aws')
    .replaceAll(`\${AWS::Region}`, 'eu-west-1')
    .replaceAll(`\${AWS::AccountId}`, ACCOUNT)
    .replaceAll(`\${ArchiveBucket}`, BUCKET)
    .replaceAll('/prod/', '/dev/');
  const document = JSON.parse(text);
  // The stand-in knows no condition keys of S3. A test below looks at them.
  const Statement = document.Statement.map(
    ({ Condition: _condition, ...rest }: object & { Condition?: object }) => rest,
  );
  return { ...document, Statement };
}

beforeAll(async () => {
  // A quarter of an hour that ended between two looks at the clock would be another digest.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T12:05:00.000Z') });
  standIn = await startStandIn({ principals: [FUNCTION] });
  standIn.putRole({ arn: ROLE, trustedPrincipals: [], policy: rightsOfRole() });
  for (const [name, value] of Object.entries({
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_S3: standIn.url,
    AWS_ENDPOINT_URL_KMS: standIn.url,
    AWS_ACCESS_KEY_ID: FUNCTION.accessKeyId,
    AWS_SECRET_ACCESS_KEY: FUNCTION.secretAccessKey,
    AWS_SESSION_TOKEN: FUNCTION.sessionToken,
    PORTUNUS_STAGE: 'dev',
    PORTUNUS_ACCOUNT_ID: ACCOUNT,
    PORTUNUS_ARCHIVE_BUCKET: BUCKET,
    PORTUNUS_ARCHIVE_SIGNING_KEY_ARN: SIGNING_KEY,
  })) {
    vi.stubEnv(name, value);
  }
  handler = await loadBuilt('digest');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await standIn.stop();
});

beforeEach(() => {
  const objectLock = { mode: 'COMPLIANCE', days: 400 } as const;
  standIn.putBucket({ name: BUCKET, account: ACCOUNT, region: 'eu-west-1', objectLock });
  standIn.bucket(BUCKET)?.objects.clear();
  standIn.putSigningKey({ arn: SIGNING_KEY, privateKey });
  standIn.faults.clear();
});

/** Puts an object of records as if it had been archived just before the last whole quarter of an hour ended. */
function archived(): string {
  const at = new Date(Math.floor((Date.now() - 120_000) / 900_000) * 900_000 - 60_000).toISOString();
  const memory = createMemoryArchive();
  const key = archive(memory, [recordAt(at, 'one')], at);
  const [{ bytes = Buffer.alloc(0), modifiedAt } = {}] = memory.objects.get(key) ?? [];
  const until = new Date('2100-01-01');
  const version = { id: 'v1', content: { bytes, headers: {}, checksum: {} }, retention: { mode: 'COMPLIANCE', until } };
  standIn.bucket(BUCKET)?.objects.set(key, [{ ...version, modifiedAt: modifiedAt ?? new Date() } as never]);
  return key;
}

function digests(): readonly StoredDigest[] {
  const objects = [...(standIn.bucket(BUCKET)?.objects ?? [])].filter(
    ([key]) => key.includes('/digests/') && key.includes('day='),
  );
  return objects.map(([, [version]]) => {
    const read = readDigest(version?.content?.bytes ?? '');
    if (!read.ok) throw new Error('no digest');
    return read.value;
  });
}

function logged(): readonly Record<string, unknown>[] {
  return vi.mocked(process.stdout.write).mock.calls.map(([line]) => JSON.parse(String(line)));
}

describe('a run', () => {
  beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true));
  afterEach(() => void vi.restoreAllMocks());

  it('writes a signed digest of what was archived, once', async () => {
    const key = archived();
    expect([await handler({}, context), await handler({}, context)]).toEqual([{ written: 1 }, { written: 0 }]);
    const [{ digest, sha256, signature } = {} as StoredDigest] = digests();
    expect(digest.objects).toMatchObject([{ key, versionId: 'v1', lines: 1 }]);
    const text = Buffer.from(`portunus-audit-digest:${sha256}`);
    expect(verify('sha256', text, createPublicKey(privateKey), Buffer.from(signature, 'base64'))).toBe(true);
    expect(logged()).toMatchObject([
      { level: 'warn', message: 'digest', stage: 'dev', objects: 1, isFirst: true, digests: 1 },
    ]);
  });

  it.each([
    [
      'KMS refuses',
      'Sign',
      { error: { code: 'DisabledException', status: 400, message: 'disabled' } },
      'DisabledException',
    ],
    ['S3 refuses', 'PutObject', 'access-denied', 'AccessDenied'],
  ] as const)(
    'that fails because %s says so, and the next one makes up for it',
    async (_what, action, fault, cause) => {
      archived();
      standIn.faults.inject({ action, fault });
      await expect(handler({}, context)).rejects.toThrow();
      expect(logged()).toMatchObject([{ level: 'error', message: 'digest', cause, digests: 0 }]);
      expect(digests()).toEqual([]);
      expect(await handler({}, context)).toEqual({ written: 1 });
      expect(digests()[0]?.digest.objects).toHaveLength(1);
    },
  );
});

describe('the template', () => {
  it('has nothing of it without a key that signs', () => {
    const its = Object.entries(resources).filter(([name]) => name.startsWith('Digest'));
    expect(its.length).toBeGreaterThan(7);
    expect(its.filter(([, { Condition }]) => !/HasArchiveSigningKeyArn/.test(Condition))).toEqual([]);
    expect(conditions.HasArchiveSigningKeyArn).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ArchiveSigningKeyArn' }, ''] }],
    });
  });

  it('lets it add digests and nothing else, and never replace one', () => {
    const [{ PolicyDocument }] = resources.DigestRole.Properties.Policies;
    const puts = PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) =>
      JSON.stringify(Action).includes('Put'),
    );
    expect(puts.filter(({ Sid }: { Sid: string }) => Sid !== 'WriteLog')).toEqual([
      {
        Sid: 'AddDigests',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${ArchiveBucket}/portunus/prod/digests/*` },
        Condition: { Null: { 's3:if-none-match': 'false' } },
      },
    ]);
    expect(JSON.stringify(resources.ArchiveRole)).not.toContain('kms:Sign');
  });

  it('runs it every quarter of an hour, which is the period of a digest', () => {
    expect(resources.DigestSchedule.Properties.ScheduleExpression).toBe('rate(15 minutes)');
  });
});
