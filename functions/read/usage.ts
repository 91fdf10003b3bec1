import { createReadUsage } from '../../shared/aws/dynamodb/usage.ts';
import type { Route } from '../../shared/http/event.ts';
import { readUsageRequest } from '../../shared/http/request/read-usage-request.ts';
import { usageResponse } from '../../shared/http/response/respond.ts';
import { assertMayReadRecords } from '../../shared/vending/issuing/identify-caller.ts';
import { readUsage, type UsagePorts } from '../../shared/vending/usage/read-usage.ts';
import type { Administered } from '../common/administered.ts';
import type { Tables } from '../common/tables.ts';

export function createUsageRoute(
  administered: Administered,
  definitions: Omit<UsagePorts, 'readUsage'>,
  activity: Tables['activity'],
): Route {
  const ports = { ...definitions, readUsage: createReadUsage(activity) };
  return administered(
    (event, call) => readUsageRequest(event, call.now()),
    async ({ request, call }) => usageResponse(await readUsage(ports, request, call)),
    assertMayReadRecords,
  );
}
