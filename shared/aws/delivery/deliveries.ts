import type { Deliver, HoldsDelivery } from '../../vending/refresh/ports.ts';
import { createParameterStore, deliverParameter, holdsParameter } from './parameter.ts';
import { createSecretsManager, deliverSecret, holdsSecret } from './secret.ts';

/** Returns the deliveries by destination type. `accountId` is the account that the function runs in. */
export function createDeliveries(accountId: string): {
  readonly deliver: Deliver;
  readonly holdsDelivery: HoldsDelivery;
} {
  const secrets = createSecretsManager(accountId);
  const parameters = createParameterStore(accountId);
  return {
    deliver: (request, call) =>
      request.destination.type === 'secretsmanager'
        ? deliverSecret(secrets, request.destination, request, call)
        : deliverParameter(parameters, request.destination, request, call),
    holdsDelivery: (destination, delivered, token, call) =>
      destination.type === 'secretsmanager'
        ? holdsSecret(secrets, destination, token, call)
        : holdsParameter(parameters, destination, delivered, call),
  };
}
