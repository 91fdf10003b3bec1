import { partsOfDestination } from '../../domain/destination.ts';

/** Returns the client for the region that the ARN names. */
export type ClientFor<C> = (arn: string) => C;

/**
 * Secrets and parameters are regional. This keeps one client for each region, and creates it when it is first needed.
 */
export function createRegionalClients<C>(create: (region: string) => C): ClientFor<C> {
  const clients = new Map<string, C>();
  return (arn) => {
    const region = partsOfDestination(arn)?.region ?? '';
    const client = clients.get(region) ?? create(region);
    clients.set(region, client);
    return client;
  };
}
