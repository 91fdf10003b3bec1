import { parseWith } from '../../shared/domain/parse.ts';
import { type Stop, StopList } from '../../shared/domain/stop.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import type { StopPlace } from '../stop-place.ts';
import { type ApiAnswer, type ApiClient, bodyOf } from './client.ts';

/** Stops and resumes through the API of one region. */
export function createHttpStops(api: ApiClient, name: string): StopPlace {
  return {
    name,
    list: async () => stopsIn(await api.GET('/stop')),
    change: async (action, body) => stopsIn(await api.POST(`/${action}`, { body })),
  };
}

function stopsIn(answer: ApiAnswer): readonly Stop[] {
  const body = bodyOf(answer);
  const stops = parseWith(StopList, isJsonObject(body) ? body.items : undefined, 'items');
  if (stops.ok) return stops.value;
  throw new CommandError(['the answer is no list of stops: is the command older than the service?']);
}
