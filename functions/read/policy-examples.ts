import type { Route } from '../../shared/http/event.ts';
import { readNothing } from '../../shared/http/request/read-definition-request.ts';
import { policyExamplesResponse } from '../../shared/http/response/policy-examples.ts';
import type { createIdentifiedRoutes } from '../common/identified.ts';

/** The same for everybody whom the service knows. */
export function createPolicyExamplesRoute(identified: ReturnType<typeof createIdentifiedRoutes>['identified']): Route {
  return identified({ readRequest: readNothing, answer: async () => policyExamplesResponse() });
}
