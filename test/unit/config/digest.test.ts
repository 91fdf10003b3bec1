// The settings of what chains the archive.
import { expect, it } from 'vitest';
import { readDigestConfig } from '../../../shared/config/archive-config.ts';

const SETTINGS = {
  PORTUNUS_STAGE: 'prod',
  PORTUNUS_ACCOUNT_ID: '111122223333',
  PORTUNUS_ARCHIVE_BUCKET: 'example-archive',
  PORTUNUS_ARCHIVE_BUCKET_OWNER: '',
  PORTUNUS_ARCHIVE_KEY_ARN: '',
  PORTUNUS_ARCHIVE_SIGNING_KEY_ARN: 'arn:aws:kms:eu-central-1:444455556666:key/1234abcd',
  AWS_REGION: 'eu-west-1',
};

it('name the archive of this account and region, and a key that may be elsewhere', () => {
  expect(readDigestConfig(SETTINGS)).toEqual({
    origin: { stage: 'prod', account: '111122223333', region: 'eu-west-1' },
    archive: { bucket: 'example-archive', owner: '111122223333' },
    signingKey: { arn: SETTINGS.PORTUNUS_ARCHIVE_SIGNING_KEY_ARN, region: 'eu-central-1' },
  });
});

it('may name the owner of the bucket, and a key for its objects', () => {
  const keyArn = 'arn:aws:kms:eu-west-1:444455556666:key/5678';
  const given = { PORTUNUS_ARCHIVE_BUCKET_OWNER: '444455556666', PORTUNUS_ARCHIVE_KEY_ARN: keyArn };
  expect(readDigestConfig({ ...SETTINGS, ...given }).archive).toEqual({
    bucket: 'example-archive',
    owner: '444455556666',
    keyArn,
  });
});

it.each(['PORTUNUS_ARCHIVE_BUCKET', 'PORTUNUS_ARCHIVE_SIGNING_KEY_ARN'])('are none without %s', (name) => {
  expect(() => readDigestConfig({ ...SETTINGS, [name]: '' })).toThrow(name);
});
