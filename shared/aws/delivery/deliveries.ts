import type { Deliver, HoldsDelivery } from '../../vending/refresh/ports.ts';
import { createParameterDelivery } from './parameter.ts';
import { createSecretDelivery } from './secret.ts';

/** The destinations, each by its type. `accountId` is the function's own account. */
export function createDeliveries(accountId: string): {
  readonly deliver: Deliver;
  readonly holdsDelivery: HoldsDelivery;
} {
  const secrets = createSecretDelivery(accountId);
  const parameters = createParameterDelivery(accountId);
  return {
    deliver: (request, call) =>
      request.destination.type === 'secretsmanager'
        ? secrets.deliver(request.destination, request, call)
        : parameters.deliver(request.destination, request, call),
    holdsDelivery: (destination, delivered, token, call) =>
      destination.type === 'secretsmanager'
        ? secrets.holds(destination, token, call)
        : parameters.holds(destination, delivered, call),
  };
}
