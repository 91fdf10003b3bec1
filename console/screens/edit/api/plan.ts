import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type components, dataOf, PortunusError } from '../../../../clients/typescript/src/index.ts';
import { canonicalJson } from '../../../../shared/domain/canonical-json.ts';
import { type DefinitionKind, LISTS } from '../../../../shared/domain/definition.ts';
import { api } from '../../../api/client.ts';
import { type FieldFault, faultsOf } from '../../../api/problem.ts';
import type { Written } from '../object/path.ts';

type SetRequest = components['schemas']['DefinitionSetRequest'];

/** What the service would do with a definition, and what it says of it. */
export interface Plan {
  readonly faults: readonly FieldFault[];
  /** How many faults there are beside those. */
  readonly moreFaults: number;
  readonly notices: readonly FieldFault[];
  /** Why the change would wait for a second administrator. */
  readonly waits?: string;
}

const QUIET_MS = 500;

/** A value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Asks the service for the plan of what is written, when typing pauses. What is typed meanwhile ends the question. */
export function usePlan(kind: DefinitionKind, value: Written, isReady: boolean) {
  const settled = useSettled(canonicalJson(value));
  const query = useQuery({
    queryKey: ['edit', 'plan', kind, settled],
    queryFn: ({ signal }) => planOf(kind, JSON.parse(settled), signal),
    enabled: isReady,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  return {
    ...query,
    isReady,
    isCurrent: query.isSuccess && !query.isPlaceholderData && settled === canonicalJson(value),
  };
}

async function planOf(kind: DefinitionKind, value: Written, signal: AbortSignal): Promise<Plan> {
  // The service checks what is in the lists, whatever it is.
  const body = { dryRun: true, definitions: { [LISTS[kind]]: [value] } } as SetRequest;
  const answer = await api.POST('/definitions', { body, signal });
  try {
    const { warnings, changes } = dataOf(answer);
    const waits = changes[0]?.waits;
    const notices = warnings.map((one) => withoutPlace(one, kind));
    return { faults: [], moreFaults: 0, notices, ...(waits !== undefined && { waits }) };
  } catch (error) {
    const faults = faultsOfOne(kind, error);
    if (faults.length === 0 || !(error instanceof PortunusError)) throw error;
    return { faults, moreFaults: error.problem?.moreErrors ?? 0, notices: [] };
  }
}

/** What the service says is wrong with the one definition that it was sent. */
export function faultsOfOne(kind: DefinitionKind, error: unknown): readonly FieldFault[] {
  return faultsOf(error).map((one) => withoutPlace(one, kind));
}

function withoutPlace({ field, detail }: FieldFault, kind: DefinitionKind): FieldFault {
  const place = new RegExp(String.raw`^(?:definitions\.)?${LISTS[kind]}\[0\]\.?`);
  return { field: field.replace(place, ''), detail };
}
