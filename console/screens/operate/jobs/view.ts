import { useSearchParams } from 'wouter';
import { type Examined, isUnwell } from './health.ts';

export interface View {
  readonly text: string;
  readonly unwell: boolean;
}

const MOST_TEXT = 100;

/** What of the list is shown. It stands in the address. */
export function useView() {
  const [query, setQuery] = useSearchParams();
  const view: View = { text: (query.get('text') ?? '').slice(0, MOST_TEXT), unwell: query.get('show') === 'unwell' };
  const change = (changes: Partial<View>) => setQuery(addressOf({ ...view, ...changes }), { replace: true });
  return { view, change };
}

function addressOf({ text, unwell }: View): URLSearchParams {
  return new URLSearchParams({ ...(unwell && { show: 'unwell' }), ...(text !== '' && { text }) });
}

export function found(jobs: readonly Examined[], { text, unwell }: View): readonly Examined[] {
  const wanted = text.toLowerCase();
  return jobs.filter(
    ({ id, name = '', connector = '', destination = '', health }) =>
      (!unwell || isUnwell(health)) &&
      [id, name, connector, destination].some((one) => one.toLowerCase().includes(wanted)),
  );
}
