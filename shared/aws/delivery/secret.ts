import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Call } from '../../domain/call.ts';
import { maxBytesOf, partsOfDestination } from '../../domain/destination.ts';
import type { DeliveryRequest } from '../../vending/refresh/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { deliveryError, refusedDelivery } from './errors.ts';
import { type ClientFor, createRegionalClients } from './regional-clients.ts';

type Destination = Extract<DeliveryRequest['destination'], { type: 'secretsmanager' }>;

interface SecretsManager {
  readonly clientFor: ClientFor<SecretsManagerClient>;
  /** The account that the function runs in. */
  readonly accountId: string;
}

const CURRENT = 'AWSCURRENT';

export function createSecretsManager(accountId: string): SecretsManager {
  const requestHandler = createRequestHandler(2_000);
  const create = (region: string) => new SecretsManagerClient({ region, maxAttempts: MAX_ATTEMPTS, requestHandler });
  return { clientFor: createRegionalClients(create), accountId };
}

/**
 * Writes the login to the secret. A missing secret is created only if `mayCreate` allows it: once Portunus has
 * delivered to a secret, somebody who deleted it did so on purpose.
 */
export async function deliverSecret(
  secrets: SecretsManager,
  destination: Destination,
  request: DeliveryRequest,
  call: Call,
): Promise<void> {
  const most = maxBytesOf(destination);
  if (Buffer.byteLength(request.value.reveal()) > most) {
    throw refusedDelivery(`the value is longer than the ${most} bytes that a secret takes`);
  }
  const mayCreate = destination.create !== undefined && request.mayCreate;
  try {
    await putSecret(secrets, destination, request, call).catch((error) => {
      if (!(error instanceof ResourceNotFoundException) || !mayCreate) throw error;
      return createSecret(secrets, destination, request, call);
    });
  } catch (error) {
    throw deliveryError(error, call);
  }
}

/** Returns whether the secret's current version was written with this token. */
export async function holdsSecret(
  { clientFor }: SecretsManager,
  destination: Destination,
  token: string,
  call: Call,
): Promise<boolean> {
  try {
    const command = new DescribeSecretCommand({ SecretId: destination.arn });
    const { VersionIdsToStages } = await clientFor(destination.arn).send(command, { abortSignal: call.signal });
    return VersionIdsToStages?.[token]?.includes(CURRENT) ?? false;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw deliveryError(error, call);
  }
}

async function putSecret(
  { clientFor }: SecretsManager,
  { arn }: Destination,
  { value, token }: DeliveryRequest,
  call: Call,
): Promise<void> {
  const input = { SecretId: arn, ClientRequestToken: token, SecretString: value.reveal() };
  await clientFor(arn).send(new PutSecretValueCommand(input), { abortSignal: call.signal });
}

async function createSecret(
  { clientFor, accountId }: SecretsManager,
  { arn, create }: Destination,
  { value, token }: DeliveryRequest,
  call: Call,
): Promise<void> {
  const { name, accountId: owner } = partsOfDestination(arn) ?? {};
  // CreateSecret takes a name and always creates in the caller's own account, whatever account the ARN names.
  if (owner !== accountId) throw refusedDelivery('a secret of another account can not be created from here');
  const { kmsKeyId, tags } = create ?? {};
  const input = {
    Name: name,
    ClientRequestToken: token,
    SecretString: value.reveal(),
    Description: 'An Amazon ECR login that Portunus keeps fresh',
    ...(kmsKeyId && { KmsKeyId: kmsKeyId }),
    ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
  await clientFor(arn).send(new CreateSecretCommand(input), { abortSignal: call.signal });
}
