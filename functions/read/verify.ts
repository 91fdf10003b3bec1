import { createReadVerifyState } from '../../shared/aws/dynamodb/verify-state.ts';
import type { LastVerification } from '../../shared/domain/answers/records.ts';
import type { Route } from '../../shared/http/event.ts';
import { readIdAlone } from '../../shared/http/request/read-definition-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { assertMayReadRecords } from '../../shared/vending/issuing/identify-caller.ts';
import { type ReadPorts, readVerification } from '../../shared/vending/verify/read-verification.ts';
import type { Administered } from '../common/administered.ts';
import type { Tables } from '../common/tables.ts';

export function createVerifyRoute(
  administered: Administered,
  definitions: Omit<ReadPorts, 'readState'>,
  activity: Tables['activity'],
): Route {
  const ports = { ...definitions, readState: createReadVerifyState(activity) };
  return administered(
    readIdAlone,
    async ({ request: id, call }) => jsonResponse<typeof LastVerification>(await readVerification(ports, id, call)),
    assertMayReadRecords,
  );
}
