import { createDescribeKeys } from '../../shared/auth/describe-keys.ts';
import type { IssuerKeysJson } from '../../shared/domain/answers/issuer-keys.ts';
import type { Route } from '../../shared/http/event.ts';
import { readIdAlone } from '../../shared/http/request/read-definition-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { type IssuerKeyPorts, readIssuerKeys } from '../../shared/vending/definitions/read-issuer-keys.ts';
import type { Administered } from '../common/administered.ts';

/** The issuer is asked each time, so this is for administrators only. */
export function createIssuerKeysRoute(
  administered: Administered,
  definitions: Omit<IssuerKeyPorts, 'describeKeys'>,
  options: Parameters<typeof createDescribeKeys>[0],
): Route {
  const ports = { ...definitions, describeKeys: createDescribeKeys(options) };
  return administered(readIdAlone, async ({ request: id, call }) =>
    jsonResponse<typeof IssuerKeysJson>(await readIssuerKeys(ports, id, call)),
  );
}
