import { createListDefinitions, createReadLatest } from '../../shared/aws/dynamodb/definition-store.ts';
import { createListVersions, createReadVersion } from '../../shared/aws/dynamodb/definition-versions.ts';
import { createReadUsage } from '../../shared/aws/dynamodb/usage.ts';
import { valid } from '../../shared/domain/parse.ts';
import { parseUsageFields, toUsageQuery } from '../../shared/domain/usage-query.ts';
import { readUsage, type UsageAnswer } from '../../shared/vending/usage/read-usage.ts';
import { commandCall } from '../command.ts';
import type { createTableAccess } from './tables.ts';

const LIMIT = 100;

/** Reads usage from the tables, by the same rules as the API. */
export async function* readUsageDirectly(
  { definitions, activity }: ReturnType<typeof createTableAccess>,
  written: Readonly<Record<string, string>>,
): AsyncGenerator<UsageAnswer> {
  const ports = {
    readUsage: createReadUsage(activity),
    listDefinitions: createListDefinitions(definitions),
    listVersions: createListVersions(definitions),
    readVersion: createReadVersion(definitions),
    readLatest: createReadLatest(definitions),
  };
  let after: string | undefined;
  do {
    const call = commandCall();
    const query = toUsageQuery(valid(parseUsageFields(written)), call.now());
    const page = await readUsage(ports, { ...query, ...(after !== undefined && { after }), limit: LIMIT }, call);
    yield page;
    after = page.kept ? page.after : undefined;
  } while (after !== undefined);
}
