import type { components } from '../../../clients/typescript/src/index.ts';

type Summary = components['schemas']['ConnectorSummary'];
type Page = components['schemas']['ShownConnectors'];
type Shown = Page['items'][number];
type Written = components['schemas']['Connector'];

export type Served = Summary['serves'][number];

/** A connector as the person may use it, with the limits that hold for this person. */
export interface Usable extends Readonly<Summary> {
  /** False for a disabled connector, which administrators alone see. */
  readonly enabled: boolean;
}

/** What the person looks for. All of it must hold together. */
export interface Filter {
  readonly text?: string;
  readonly serves?: Served;
}

/** The connectors of a page. Administrators get definitions as they were written, and everybody else summaries. */
export function usablesOf({ items }: Page): readonly Usable[] {
  return items.flatMap((item) => usableOf(item) ?? []);
}

/** A connector as it is shown. `undefined` for a definition that can't be read, and so can't be used. */
export function usableOf(shown: Shown): Usable | undefined {
  if (!('principalType' in shown) || shown.id === undefined) return undefined;
  return 'account' in shown ? fromDefinition(shown, shown.id) : { ...shown, enabled: true };
}

/** What a definition leaves out has its default. */
function fromDefinition(written: Written, id: string): Usable {
  const { principalType, serves = ['ecr'], enabled = true } = written;
  return { ...partOf(written, ['name', 'description', 'region', ...LIMITS]), id, principalType, serves, enabled };
}

const LIMITS = ['access', 'repositories', 'registries', 'regions', 'codeartifact', 'maxDurationSeconds'] as const;

type Optional = 'name' | 'description' | 'region' | (typeof LIMITS)[number];

/** The fields of a definition that mean the same in a summary. Some principal types have no limits at all. */
function partOf(
  written: Partial<Pick<Summary, Optional>>,
  names: readonly Optional[],
): Partial<Pick<Summary, Optional>> {
  return Object.fromEntries(names.flatMap((name) => (written[name] === undefined ? [] : [[name, written[name]]])));
}

/** Whether a connector is what the person looks for. A test compares it with what the service finds. */
export function isFound({ text = '', serves }: Filter): (connector: Usable) => boolean {
  const part = text.toLowerCase();
  return ({ id, name = '', description = '', serves: served }) =>
    (serves === undefined || served.includes(serves)) &&
    [id, name, description].some((one) => one.toLowerCase().includes(part));
}

/** The region that holds if none is named. A default made of claims is known to the service alone. */
export function defaultRegion({ region }: Pick<Usable, 'region'>): string | undefined {
  return region?.includes('{') ? undefined : region;
}

/** The regions that the person may choose from. `undefined` means any. */
export function regionsOf({ region, regions }: Pick<Usable, 'region' | 'regions'>): readonly string[] | undefined {
  if (regions === undefined) return undefined;
  const first = defaultRegion({ ...(region !== undefined && { region }) });
  return first === undefined ? regions : [first, ...regions.filter((one) => one !== first)];
}
