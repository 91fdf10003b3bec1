import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { regionOfSecret } from '../../domain/account.ts';
import { parseSecretText } from '../../domain/account-key.ts';
import type { Call } from '../../domain/call.ts';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import type { KeySecret, KeySecrets, PutKey, SecretVersion, WrittenVersion } from '../../vending/keys/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { cannotUse, keyError } from './errors.ts';

type ClientIn = (region: string) => SecretsManagerClient;

const STAGES = { current: 'AWSCURRENT', pending: 'AWSPENDING', previous: 'AWSPREVIOUS' } as const;

/** Keeps one client for each region, because secrets are regional. */
function createClients(): ClientIn {
  const requestHandler = createRequestHandler(2_000);
  const clients = new Map<string, SecretsManagerClient>();
  return (region) => {
    const client =
      clients.get(region) ?? new SecretsManagerClient({ region, maxAttempts: MAX_ATTEMPTS, requestHandler });
    clients.set(region, client);
    return client;
  };
}

/** Reads and changes the versions of accounts' secrets. */
export function createKeySecrets(): KeySecrets {
  const clientIn = createClients();
  const clientOf = (secretArn: string) => clientIn(regionOfSecret(secretArn));
  return {
    read: (secretArn, call) => orKeyError(call, () => readSecret(clientOf(secretArn), secretArn, call)),
    stage: (secretArn, version, call) =>
      orKeyError(call, async () => {
        const input = { ...putInput(secretArn, version), VersionStages: [STAGES.pending] };
        await clientOf(secretArn).send(new PutSecretValueCommand(input), { abortSignal: call.signal });
      }),
    withdraw: (secretArn, RemoveFromVersionId, call) =>
      orKeyError(call, async () => {
        const input = { SecretId: secretArn, VersionStage: STAGES.pending, RemoveFromVersionId };
        await clientOf(secretArn).send(new UpdateSecretVersionStageCommand(input), { abortSignal: call.signal });
      }),
    switch: (secretArn, to, from, call) =>
      orKeyError(call, () => switchTo(clientOf(secretArn), secretArn, to, from, call)),
  };
}

/** Writes keys that become current at once, into a secret of this region if it has no ARN yet. */
export function createPutKey(ownRegion: string): PutKey {
  const clientIn = createClients();
  return (place, version, call) =>
    orKeyError(call, async () => {
      if ('secretArn' in place) {
        const { secretArn } = place;
        await putCurrent(clientIn(regionOfSecret(secretArn)), secretArn, version, call);
        return { secretArn, isCreated: false };
      }
      return createOrPut(clientIn(ownRegion), place.name, version, call);
    });
}

async function orKeyError<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw keyError('secretsmanager', error, call);
  }
}

function putInput(SecretId: string, { id, text }: WrittenVersion) {
  return { SecretId, ClientRequestToken: id, SecretString: text.reveal() };
}

async function createOrPut(client: SecretsManagerClient, Name: string, version: WrittenVersion, call: Call) {
  const { SecretId: _name, ...written } = putInput(Name, version);
  const Description = "The access key of an AWS account's IAM user, for Portunus";
  try {
    const command = new CreateSecretCommand({ Name, Description, ...written });
    const { ARN } = await client.send(command, { abortSignal: call.signal });
    return { secretArn: arnIn(ARN), isCreated: true };
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
  }
  return { secretArn: await putCurrent(client, Name, version, call), isCreated: false };
}

function arnIn(arn: string | undefined): string {
  if (arn !== undefined && regionOfSecret(arn) !== '') return arn;
  throw new PortunusError('upstream_invalid', 'sts', { detail: "Secrets Manager gave no secret's ARN" });
}

/** Writes a version and makes it current. One that was current before is only moved, because it can't be written again. */
async function putCurrent(
  client: SecretsManagerClient,
  secretId: string,
  version: WrittenVersion,
  call: Call,
): Promise<string> {
  const command = new PutSecretValueCommand(putInput(secretId, version));
  const { ARN, VersionStages = [] } = await client.send(command, { abortSignal: call.signal });
  const secretArn = arnIn(ARN);
  if (VersionStages.includes(STAGES.current)) return secretArn;
  const current = await versionAt(client, secretArn, STAGES.current, call);
  await switchTo(client, secretArn, version.id, current ?? version.id, call);
  return secretArn;
}

async function describe(client: SecretsManagerClient, SecretId: string, call: Call) {
  return client.send(new DescribeSecretCommand({ SecretId }), { abortSignal: call.signal });
}

async function versionAt(client: SecretsManagerClient, secretArn: string, stage: string, call: Call) {
  const { VersionIdsToStages = {} } = await describe(client, secretArn, call);
  return Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes(stage));
}

async function switchTo(
  client: SecretsManagerClient,
  SecretId: string,
  to: string,
  from: string,
  call: Call,
): Promise<void> {
  if (to === from) return;
  const move = { SecretId, VersionStage: STAGES.current, MoveToVersionId: to, RemoveFromVersionId: from };
  try {
    await client.send(new UpdateSecretVersionStageCommand(move), { abortSignal: call.signal });
  } catch (error) {
    // AWS refuses a repeat, because the stage has moved. Then the first call did it, and its answer got lost.
    const isRepeat = error instanceof Error && error.name === 'InvalidParameterException';
    if (!isRepeat || (await versionAt(client, SecretId, STAGES.current, call)) !== to) throw error;
  }
}

async function readSecret(client: SecretsManagerClient, secretArn: string, call: Call): Promise<KeySecret> {
  const { VersionIdsToStages = {}, LastChangedDate } = await describe(client, secretArn, call);
  const at = (stage: string) => {
    const id = Object.keys(VersionIdsToStages).find((one) => VersionIdsToStages[one]?.includes(stage));
    return id === undefined ? undefined : readVersion(client, secretArn, id, call);
  };
  const [current, pending, previous] = await Promise.all([
    at(STAGES.current),
    at(STAGES.pending)?.catch(ifParseable),
    at(STAGES.previous)?.catch(ifParseable),
  ]);
  if (current === undefined || !('accessKeyId' in current.value) || LastChangedDate === undefined) {
    throw noKey('has no current version that is a key');
  }
  const { value } = current;
  return {
    current: { ...current, value },
    ...(pending && { pending }),
    ...(previous && { previous }),
    changedAt: LastChangedDate,
  };
}

/** An older version that somebody wrote in another form is no key of a rotation. */
function ifParseable(error: unknown): undefined {
  if (error instanceof PortunusError && error.code === 'conflict') return undefined;
  throw error;
}

async function readVersion(
  client: SecretsManagerClient,
  SecretId: string,
  VersionId: string,
  call: Call,
): Promise<SecretVersion> {
  const command = new GetSecretValueCommand({ SecretId, VersionId });
  const { SecretString = '', CreatedDate } = await client.send(command, { abortSignal: call.signal });
  const parsed = parseSecretText(SecretString);
  if (!parsed.ok) throw noKey(`has other text: ${faultsText(parsed.errors)}`);
  if (CreatedDate === undefined) throw noKey('has a version without a date');
  return { id: VersionId, value: parsed.value, createdAt: CreatedDate };
}

function noKey(detail: string): PortunusError {
  return cannotUse('credentials.secretArn', `names a secret without a key: it ${detail}`);
}
