import { createHash } from 'node:crypto';
import {
  GetParameterCommand,
  type Parameter,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Call } from '../../domain/call.ts';
import { maxBytesOf, partsOfDestination } from '../../domain/destination.ts';
import type { Delivered } from '../../domain/refresh-state.ts';
import type { DeliveryRequest } from '../../vending/refresh/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { deliveryError, refusedDelivery } from './errors.ts';
import { type ClientFor, createRegionalClients } from './regional-clients.ts';

type Destination = Extract<DeliveryRequest['destination'], { type: 'ssm' }>;

interface ParameterStore {
  readonly readerFor: ClientFor<SSMClient>;
  readonly writerFor: ClientFor<SSMClient>;
  /** The account that the function runs in. */
  readonly accountId: string;
}

const TIERS = { standard: 'Standard', advanced: 'Advanced' } as const;

export function createParameterStore(accountId: string): ParameterStore {
  const requestHandler = createRequestHandler(2_000);
  const createClient = (maxAttempts: number) => (region: string) =>
    new SSMClient({ region, maxAttempts, requestHandler });
  return {
    readerFor: createRegionalClients(createClient(MAX_ATTEMPTS)),
    // PutParameter takes no idempotency token, so a retry could write twice. The next delivery checks the value first.
    writerFor: createRegionalClients(createClient(1)),
    accountId,
  };
}

export async function deliverParameter(
  store: ParameterStore,
  destination: Destination,
  request: DeliveryRequest,
  call: Call,
): Promise<void> {
  assertFits(destination, request.value.reveal());
  try {
    const parameter = await readParameter(store, destination, call);
    if (parameter === undefined && !(destination.create !== undefined && request.mayCreate)) {
      throw new ParameterNotFound({ message: '', $metadata: { httpStatusCode: 400 } });
    }
    if (parameter !== undefined && parameter.Type !== 'SecureString') {
      throw refusedDelivery(`the parameter is a ${parameter.Type}, and must be a SecureString`);
    }
    await putParameter(store, destination, { request, overwrite: parameter !== undefined }, call);
  } catch (error) {
    throw deliveryError(error, call);
  }
}

/** Returns whether the parameter's value is the one that was delivered last. */
export async function holdsParameter(
  store: ParameterStore,
  destination: Destination,
  { valueSha256 }: Delivered,
  call: Call,
): Promise<boolean> {
  try {
    const parameter = await readParameter(store, destination, call);
    return parameter?.Value !== undefined && sha256(parameter.Value) === valueSha256;
  } catch (error) {
    throw deliveryError(error, call);
  }
}

/** Reads the parameter, or returns `undefined` if it does not exist. */
async function readParameter(
  { readerFor, accountId }: ParameterStore,
  { arn }: Destination,
  call: Call,
): Promise<Parameter | undefined> {
  const { name, accountId: owner } = partsOfDestination(arn) ?? {};
  // Parameter Store is addressed by name, and a name always means the caller's own account.
  if (owner !== accountId) throw refusedDelivery('a parameter of another account can not be written from here');
  const command = new GetParameterCommand({ Name: name, WithDecryption: true });
  try {
    return (await readerFor(arn).send(command, { abortSignal: call.signal })).Parameter;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

async function putParameter(
  { writerFor }: ParameterStore,
  { arn, tier, kmsKeyId, create }: Destination,
  { request, overwrite }: { readonly request: DeliveryRequest; readonly overwrite: boolean },
  call: Call,
): Promise<void> {
  const { tags } = create ?? {};
  const input = {
    Name: partsOfDestination(arn)?.name,
    Value: request.value.reveal(),
    Type: 'SecureString',
    Tier: TIERS[tier],
    Overwrite: overwrite,
    ...(kmsKeyId && { KeyId: kmsKeyId }),
    // AWS refuses tags together with Overwrite, so they are set only when the parameter is created.
    ...(!overwrite && tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  } as const;
  await writerFor(arn).send(new PutParameterCommand(input), { abortSignal: call.signal });
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
