import document from '../../docs/openapi.json' with { type: 'json' };
import type { OpenApiDocument } from '../../shared/domain/answers/callers.ts';
import type { Route } from '../../shared/http/event.ts';
import { readNothing } from '../../shared/http/request/read-definition-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';

/** Open to everyone, and the same for everybody: it is the file of the repository that this release was built from. */
export function createOpenApiRoute(): Route {
  const answer = jsonResponse<typeof OpenApiDocument>(document);
  return async (event) => {
    readNothing(event);
    return answer;
  };
}
