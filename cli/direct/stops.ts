import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createReadDefinition } from '../../shared/aws/dynamodb/definition-store.ts';
import { createReadStops, createWriteStops } from '../../shared/aws/dynamodb/stops.ts';
import type { Author } from '../../shared/domain/change-record.ts';
import { listStops, resume, type StopPorts, stop } from '../../shared/vending/definitions/stops.ts';
import { commandCall } from '../command.ts';
import type { StopPlace } from '../stop-place.ts';
import type { createTableAccess } from './tables.ts';

/**
 * Stops and resumes in the tables of one region, by the rules of the API. It needs nothing but these tables, so it also
 * works while the API does not.
 */
export function createDirectStops(
  { definitions, activity }: ReturnType<typeof createTableAccess>,
  author: () => Promise<Author>,
  name: string,
  warn: (line: string) => void,
): StopPlace {
  const ports: StopPorts = {
    readStops: createReadStops(definitions),
    writeStops: createWriteStops(definitions),
    readDefinition: createReadDefinition(definitions),
    recordAct: createRecordAct(activity),
    reportStop: () => {},
    reportFault: ({ code, reason }) => warn(`${name}: ${reason} (${code})`),
    random: Math.random,
  };
  return {
    name,
    list: () => listStops(ports, commandCall()),
    change: async (action, request) =>
      (action === 'stop' ? stop : resume)(ports, request, await author(), commandCall()),
  };
}
