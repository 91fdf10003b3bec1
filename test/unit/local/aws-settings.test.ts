import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endOfCredentials, readAwsSettings } from '../../../local/api/aws-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const KEY = '[work]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = of-the-profile\n';
const TABLES = { PORTUNUS_DEFINITIONS_TABLE: 'definitions', PORTUNUS_ACTIVITY_TABLE: 'activity' };

/** Reads the settings with this file as the one of profiles. */
function settingsWith(credentials: string) {
  const file = join(folder, 'credentials');
  writeFileSync(file, credentials);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_PROFILE', 'work');
  return readAwsSettings({ ...process.env, ...TABLES, AWS_REGION: 'eu-west-1' });
}

describe('the environment of functions on this machine', () => {
  // The functions themselves read no profile.
  it('has the credentials of the profile that AWS_PROFILE names, and nothing of others', async () => {
    vi.stubEnv('AWS_SESSION_TOKEN', 'of-another-session');
    const { environment } = await settingsWith(KEY);
    expect(environment).toMatchObject({
      AWS_ACCESS_KEY_ID: 'AKIAOFTHEPROFILE',
      AWS_SECRET_ACCESS_KEY: 'of-the-profile',
      AWS_SESSION_TOKEN: undefined,
    });
  });
});

describe('the end of the credentials of functions on this machine', () => {
  it('is known of a profile whose program says it', async () => {
    const answer = { Version: 1, AccessKeyId: 'ASIAOFTHEPROFILE', SecretAccessKey: 'key', SessionToken: 'token' };
    const program = join(folder, 'answer.json');
    writeFileSync(program, JSON.stringify({ ...answer, Expiration: '2099-01-02T03:04:05Z' }));
    const { endsAt } = await settingsWith(`[work]\ncredential_process = cat ${program}\n`);
    expect(endsAt).toEqual(new Date('2099-01-02T03:04:05Z'));
  });

  it('is none of a user’s own key', async () => {
    expect((await settingsWith(KEY)).endsAt).toBeUndefined();
  });

  // They were taken once and in silence: every login failed after an hour, and nothing had said so.
  it('is told at the start, with what to do then', () => {
    expect(endOfCredentials(new Date('2026-11-28T10:31:00Z'))).toBe(
      "Its AWS credentials end at 2026-11-28T10:31:00.000Z, and it doesn't renew them: start it again then.",
    );
  });
});
