// The built functions as the benchmarks ask them.
import { readFileSync } from 'node:fs';
import { loadBuilt } from '../test/support/built-handler.ts';

const sample = JSON.parse(readFileSync('events/issue/ok.json', 'utf8'));

/** A request for a login of the sample's connector. */
export function loginEvent(token: string) {
  return {
    ...sample,
    queryStringParameters: {},
    headers: { ...sample.headers, authorization: `Bearer ${token}` },
  };
}

/** A function in a new environment. Each event gets a context of its own, as from Lambda. */
export async function loadFunction(name: string) {
  const handler = await loadBuilt(name);
  return (event: unknown) =>
    handler(event, { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 15_000 });
}
