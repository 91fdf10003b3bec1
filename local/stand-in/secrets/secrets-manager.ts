import type { Call, Perform } from '../core/service.ts';
import { createJsonService } from '../http/json-service.ts';
import { describeSecret, getSecretValue } from './read-secret.ts';
import { updateSecretVersionStage } from './version-stages.ts';
import { createSecret, putSecretValue } from './write-secret.ts';

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  ['GetSecretValue', getSecretValue],
  ['DescribeSecret', describeSecret],
  ['PutSecretValue', putSecretValue],
  ['CreateSecret', createSecret],
  ['UpdateSecretVersionStage', updateSecretVersionStage],
]);

/** Secrets Manager for text secrets. It lacks binary secrets, rotation and replicas. */
export const secretsManager = createJsonService({
  name: 'secretsmanager',
  targetPrefix: 'secretsmanager.',
  actions: ACTIONS,
  messageMember: 'Message',
  withoutCredentials: (document) => JSON.stringify({ ...JSON.parse(document), SecretString: undefined }),
});
