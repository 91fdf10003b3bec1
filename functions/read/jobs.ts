import { createListRefreshEntries } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createReadRefreshStates } from '../../shared/aws/dynamodb/refresh-state.ts';
import type { JobHistory } from '../../shared/domain/answers/administration.ts';
import type { JobState } from '../../shared/domain/refresh-state.ts';
import { readEntriesPage, readId, readIdAlone } from '../../shared/http/request/read-definition-request.ts';
import { jsonResponse, newestFirstResponse } from '../../shared/http/response/respond.ts';
import type { DescribeDeletion, ReadDefinition } from '../../shared/vending/definitions/ports.ts';
import { assertMayReadRecords } from '../../shared/vending/issuing/identify-caller.ts';
import { listJobHistory, readJobState } from '../../shared/vending/refresh/read-jobs.ts';
import type { Administered } from '../common/administered.ts';
import type { Tables } from '../common/tables.ts';

interface DefinitionPorts {
  readonly readDefinition: ReadDefinition;
  readonly describeDeletion: DescribeDeletion;
}

export function createJobRoutes(
  administered: Administered,
  definitions: DefinitionPorts,
  activity: Tables['activity'],
) {
  const states = { ...definitions, readStates: createReadRefreshStates(activity) };
  const entries = { ...definitions, listEntries: createListRefreshEntries(activity) };
  return {
    state: administered(
      readIdAlone,
      async ({ request: id, call }) => jsonResponse<typeof JobState>(await readJobState(states, id, call)),
      assertMayReadRecords,
    ),
    history: administered(
      (event) => ({ id: readId(event), page: readEntriesPage(event) }),
      async ({ request: { id, page }, call }) =>
        newestFirstResponse<typeof JobHistory>(await listJobHistory(entries, id, page, call)),
      assertMayReadRecords,
    ),
  };
}
