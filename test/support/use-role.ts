import { afterAll, beforeAll, vi } from 'vitest';

/** Has clients sign as the role of a function, for all tests of the file. Returns that role. */
export function useRole(functionName: string) {
  const role = {
    arn: `arn:aws:sts::123456789012:assumed-role/portunus-dev-eu-west-1-${functionName}/portunus`,
    accessKeyId: 'ASIACONTRACTCONTRACT',
    secretAccessKey: 'contract-secret',
    sessionToken: 'contract-token',
    kind: 'role-session',
  } as const;
  beforeAll(() => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_ACCESS_KEY_ID', role.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', role.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', role.sessionToken);
  });
  afterAll(() => void vi.unstubAllEnvs());
  return role;
}
