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

type Destination = Extract<DeliveryRequest['destination'], { type: 'secretsmanager' }>;

const CURRENT = 'AWSCURRENT';

/** Secrets are regional: the client is of the region that the ARN names. */
export function createClientOf<C>(toClient: (region: string) => C): (arn: string) => C {
  const clients = new Map<string, C>();
  return (arn) => {
    const region = partsOfDestination(arn)?.region ?? '';
    const client = clients.get(region) ?? toClient(region);
    clients.set(region, client);
    return client;
  };
}

export function createSecretDelivery(accountId: string) {
  const requestHandler = createRequestHandler(2_000);
  const clientOf = createClientOf(
    (region) => new SecretsManagerClient({ region, maxAttempts: MAX_ATTEMPTS, requestHandler }),
  );

  const put = async (destination: Destination, { value, token }: DeliveryRequest, call: Call) => {
    const input = { SecretId: destination.arn, ClientRequestToken: token, SecretString: value.reveal() };
    await clientOf(destination.arn).send(new PutSecretValueCommand(input), { abortSignal: call.signal });
  };

  const create = async (destination: Destination, { value, token }: DeliveryRequest, call: Call) => {
    const { name, accountId: owner } = partsOfDestination(destination.arn) ?? {};
    // A secret is created by name, in one's own account, whatever account the ARN names.
    if (owner !== accountId) throw refusedDelivery('a secret of another account can not be created from here');
    const { kmsKeyId, tags } = destination.create ?? {};
    const input = {
      Name: name,
      ClientRequestToken: token,
      SecretString: value.reveal(),
      Description: 'An Amazon ECR login that Portunus keeps fresh',
      ...(kmsKeyId && { KmsKeyId: kmsKeyId }),
      ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    };
    await clientOf(destination.arn).send(new CreateSecretCommand(input), { abortSignal: call.signal });
  };

  /** A secret that was there once and is gone was deleted by somebody: it is not made again. */
  const deliver = async (destination: Destination, request: DeliveryRequest, call: Call): Promise<void> => {
    const most = maxBytesOf(destination);
    if (Buffer.byteLength(request.value.reveal()) > most) {
      throw refusedDelivery(`the value is longer than the ${most} bytes that a secret takes`);
    }
    try {
      await put(destination, request, call).catch((error) => {
        const mayCreate = destination.create !== undefined && request.mayCreate;
        if (!(error instanceof ResourceNotFoundException) || !mayCreate) throw error;
        return create(destination, request, call);
      });
    } catch (error) {
      throw deliveryError(error, call);
    }
  };

  const holds = async (destination: Destination, token: string, call: Call): Promise<boolean> => {
    try {
      const command = new DescribeSecretCommand({ SecretId: destination.arn });
      const { VersionIdsToStages } = await clientOf(destination.arn).send(command, { abortSignal: call.signal });
      return VersionIdsToStages?.[token]?.includes(CURRENT) ?? false;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw deliveryError(error, call);
    }
  };

  return { deliver, holds };
}
