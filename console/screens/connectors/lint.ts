import { type components, dataOf, PortunusError } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { byConnector, type Findings } from './findings.ts';

type Written = components['schemas']['Connector'];

/**
 * What the service says of stored connectors, by the dry run of a write that changes nothing. Findings of a refusal are
 * ten at most, so a refused set tells less of the others.
 */
export async function readFindings(connectors: readonly Written[], signal: AbortSignal): Promise<Findings> {
  const body = { dryRun: true, definitions: { connectors: [...connectors] } };
  const answer = await api.POST('/definitions', { body, signal });
  const ids = connectors.map(({ id = '' }) => id);
  if (answer.response.ok) return byConnector(ids, dataOf(answer).warnings, false);
  const { problem } = new PortunusError(answer);
  const errors = problem?.status === 400 || problem?.status === 409 ? problem.errors : undefined;
  if (errors === undefined) throw new PortunusError(answer);
  return byConnector(ids, errors, true);
}
