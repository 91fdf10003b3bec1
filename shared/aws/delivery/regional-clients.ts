import { partsOfDestination } from '../../domain/destination.ts';

/** The client of the region that an ARN names. */
export type ClientFor<C> = (arn: string) => C;

/** Secrets and parameters are regional: there is one client for each region, made when it is first needed. */
export function createRegionalClients<C>(create: (region: string) => C): ClientFor<C> {
  const clients = new Map<string, C>();
  return (arn) => {
    const region = partsOfDestination(arn)?.region ?? '';
    const client = clients.get(region) ?? create(region);
    clients.set(region, client);
    return client;
  };
}
