import { describe, expect, it } from 'vitest';
import {
  type ArchiveObject,
  archiveFolder,
  archiveKey,
  readArchiveKey,
} from '../../../shared/domain/archive-object.ts';

const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const OBJECT: ArchiveObject = {
  stage: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
  kind: 'records',
  day: '2026-11-27',
  hour: '09',
  first: '4421584500000000017450439091',
  last: '4421584500000000017450439092',
  sha256: SHA256,
};
const KEY =
  'portunus/prod/records/account=123456789012/region=eu-west-1/day=2026-11-27/hour=09/' +
  `4421584500000000017450439091-4421584500000000017450439092-${SHA256}.jsonl.gz`;

describe('the key of an object of the archive', () => {
  it('names origin, hour, place in the stream and content', () => {
    expect(archiveKey(OBJECT)).toBe(KEY);
  });

  it('lies in the folder of its day', () => {
    expect(KEY.startsWith(archiveFolder(OBJECT, 'records', '2026-11-27'))).toBe(true);
    expect(KEY.startsWith(archiveFolder(OBJECT, 'records'))).toBe(true);
  });

  it('is read back', () => {
    expect(readArchiveKey(KEY)).toEqual(OBJECT);
  });

  it.each([
    ['another folder', KEY.replace('portunus/', 'backup/portunus/')],
    ['a stage that is none', KEY.replace('prod', 'Prod')],
    ['a kind that is none', KEY.replace('records', 'digests')],
    ['an hour that is none', KEY.replace('hour=09', 'hour=24')],
    ['a shorter hash', KEY.replace('9f86', '')],
    ['another suffix', `${KEY}.bak`],
  ])('is not read with %s', (_what, key) => {
    expect(readArchiveKey(key)).toBeUndefined();
  });
});
