import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAwsSettings } from '../../../local/api/aws-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const TABLES = { PORTUNUS_DEFINITIONS_TABLE: 'definitions', PORTUNUS_ACTIVITY_TABLE: 'activity' };

describe('the environment of functions on this machine', () => {
  // The functions themselves read no profile.
  it('has the credentials of the profile that AWS_PROFILE names, and nothing of others', async () => {
    const file = join(folder, 'credentials');
    writeFileSync(file, '[work]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = of-the-profile\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_PROFILE', 'work');
    vi.stubEnv('AWS_SESSION_TOKEN', 'of-another-session');
    const settings = await readAwsSettings({ ...process.env, ...TABLES, AWS_REGION: 'eu-west-1' });
    expect(settings).toMatchObject({
      AWS_ACCESS_KEY_ID: 'AKIAOFTHEPROFILE',
      AWS_SECRET_ACCESS_KEY: 'of-the-profile',
      AWS_SESSION_TOKEN: undefined,
    });
  });
});
