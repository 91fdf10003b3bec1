import { createHash } from 'node:crypto';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Call } from '../../domain/call.ts';
import { maxBytesOf, partsOfDestination } from '../../domain/destination.ts';
import type { Delivered } from '../../domain/refresh-state.ts';
import type { DeliveryRequest } from '../../vending/refresh/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { deliveryError, refusedDelivery } from './errors.ts';
import { createClientOf } from './secret.ts';

type Destination = Extract<DeliveryRequest['destination'], { type: 'ssm' }>;

const TIERS = { standard: 'Standard', advanced: 'Advanced' } as const;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function createParameterDelivery(accountId: string) {
  const requestHandler = createRequestHandler(2_000);
  const reader = createClientOf((region) => new SSMClient({ region, maxAttempts: MAX_ATTEMPTS, requestHandler }));
  // A put has no token that would make a second one harmless, so it is made once: the next try looks first.
  const writer = createClientOf((region) => new SSMClient({ region, maxAttempts: 1, requestHandler }));

  /** The parameter as it is, or `undefined` where there is none. */
  const read = async ({ arn }: Destination, call: Call) => {
    const { name, accountId: owner } = partsOfDestination(arn) ?? {};
    // Names are all that Parameter Store knows, and they mean the caller's own account.
    if (owner !== accountId) throw refusedDelivery('a parameter of another account can not be written from here');
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    try {
      const { Parameter } = await reader(arn).send(command, { abortSignal: call.signal });
      return Parameter;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  };

  const put = async (
    { arn, tier, kmsKeyId, create }: Destination,
    request: DeliveryRequest,
    isThere: boolean,
    call: Call,
  ) => {
    const { tags } = create ?? {};
    const input = {
      Name: partsOfDestination(arn)?.name,
      Value: request.value.reveal(),
      Type: 'SecureString',
      Tier: TIERS[tier],
      Overwrite: isThere,
      ...(kmsKeyId && { KeyId: kmsKeyId }),
      // Tags are given when a parameter is made; AWS takes none beside Overwrite.
      ...(!isThere && tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    } as const;
    await writer(arn).send(new PutParameterCommand(input), { abortSignal: call.signal });
  };

  const deliver = async (destination: Destination, request: DeliveryRequest, call: Call): Promise<void> => {
    assertFits(destination, request.value.reveal());
    try {
      const parameter = await read(destination, call);
      if (parameter === undefined && !(destination.create !== undefined && request.mayCreate)) {
        throw new ParameterNotFound({ message: '', $metadata: { httpStatusCode: 400 } });
      }
      if (parameter !== undefined && parameter.Type !== 'SecureString') {
        throw refusedDelivery(`the parameter is a ${parameter.Type}, and must be a SecureString`);
      }
      await put(destination, request, parameter !== undefined, call);
    } catch (error) {
      throw deliveryError(error, call);
    }
  };

  const holds = async (destination: Destination, { valueSha256 }: Delivered, call: Call): Promise<boolean> => {
    try {
      const parameter = await read(destination, call);
      return parameter?.Value !== undefined && sha256(parameter.Value) === valueSha256;
    } catch (error) {
      throw deliveryError(error, call);
    }
  };

  return { deliver, holds };
}

function assertFits(destination: Destination, value: string): void {
  const bytes = Buffer.byteLength(value);
  const most = maxBytesOf(destination);
  if (bytes <= most) return;
  const advice =
    bytes <= maxBytesOf({ ...destination, tier: 'advanced' })
      ? 'set tier: advanced'
      : 'choose a shorter format, or a secret of Secrets Manager';
  throw refusedDelivery(`the value has ${bytes} bytes, and a ${destination.tier} parameter takes ${most}: ${advice}`);
}
