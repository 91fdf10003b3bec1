import { type components, dataOf, PortunusError } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';

type Written = components['schemas']['Connector'];

export interface Finding {
  /** The path inside the connector, such as `grants[0].claims`. */
  readonly field: string;
  readonly detail: string;
  /** Whether the service would refuse the connector as it is. */
  readonly refuses: boolean;
}

export type Findings = ReadonlyMap<string, readonly Finding[]>;

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

const PLACE = /^connectors\[(\d+)\]\.?(.*)$/;

/** Sorts findings by the connector that their place in the set names. */
export function byConnector(
  ids: readonly string[],
  findings: readonly { readonly field: string; readonly detail: string }[],
  refuses: boolean,
): Findings {
  const found = new Map<string, Finding[]>(ids.map((id) => [id, []]));
  for (const { field, detail } of findings) {
    const [, index, rest = ''] = PLACE.exec(field) ?? [];
    found.get(ids[Number(index)] ?? '')?.push({ field: rest, detail, refuses });
  }
  return found;
}
