import { generateKeyPairSync } from 'node:crypto';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { startStandIn } from '../../local/stand-in/server.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import { type ArchiveStandIn, archiveContract } from './archive.contract.ts';

const ACCOUNT = '123456789012';
const BUCKET = 'portunus-dev-archive';
const USER = {
  arn: `arn:aws:iam::${ACCOUNT}:user/archivist`,
  accessKeyId: 'AKIACONTRACTCONTRACT',
  secretAccessKey: 'contract-secret',
  kind: 'iam-user',
} as const;

beforeAll(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_ACCESS_KEY_ID', USER.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', USER.secretAccessKey);
});
afterAll(() => void vi.unstubAllEnvs());

function point(url: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL_S3', url);
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', url);
}

async function startOurs(): Promise<ArchiveStandIn> {
  const standIn = await startStandIn({ principals: [USER] });
  const keyId = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  standIn.putBucket({
    name: BUCKET,
    account: ACCOUNT,
    region: 'eu-west-1',
    objectLock: { mode: 'GOVERNANCE', days: 400 },
  });
  standIn.putSigningKey({ arn: keyId, privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey });
  point(standIn.url);
  return { bucket: BUCKET, keyId, stop: standIn.stop };
}

async function startMotoWithArchive(): Promise<ArchiveStandIn> {
  const { url, stop } = await startMoto();
  point(url);
  const s3 = new S3Client({});
  const LocationConstraint = 'eu-west-1';
  await s3.send(
    new CreateBucketCommand({
      Bucket: BUCKET,
      ObjectLockEnabledForBucket: true,
      CreateBucketConfiguration: { LocationConstraint },
    }),
  );
  const DefaultRetention = { Mode: 'GOVERNANCE', Days: 400 } as const;
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } } as const;
  await s3.send(new PutObjectLockConfigurationCommand({ Bucket: BUCKET, ObjectLockConfiguration }));
  const { KeyMetadata } = await new KMSClient({}).send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
  );
  return { bucket: BUCKET, keyId: KeyMetadata?.Arn ?? '', stop };
}

describe('the archive and our own stand-in', () => {
  archiveContract(startOurs);
});

if (hasMoto()) {
  describe('the archive and moto', () => {
    // A list that begins after a text which is no key leaves out its first entry there.
    archiveContract(startMotoWithArchive, { chain: ['digest-missing'] });
  });
} else {
  console.warn('moto_server is not installed here: its half of the contract is left out');
}
