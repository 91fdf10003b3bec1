import type { Route } from '../../shared/http/event.ts';
import { readIamRequest } from '../../shared/http/request/read-iam-request.ts';
import { iamResponse } from '../../shared/http/response/iam-response.ts';
import type { ReadDefinition } from '../../shared/vending/definitions/ports.ts';
import { type KnownDeployment, readIamSetup } from '../../shared/vending/definitions/read-iam-setup.ts';
import type { Administered } from '../common/administered.ts';

/** External IDs are in the documents, so they are for administrators only. */
export function createIamRoute(administered: Administered, read: ReadDefinition, deployment: KnownDeployment): Route {
  return administered(readIamRequest, async ({ request: { id, as, ...request }, call }) =>
    iamResponse(await readIamSetup(read, id, request, deployment, call), as),
  );
}
