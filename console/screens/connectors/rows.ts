import type { components } from '../../../clients/typescript/src/index.ts';

type Schemas = components['schemas'];
export type Written = Schemas['Connector'];
type Summary = Schemas['ConnectorSummary'];
type State = Schemas['ConnectorState'];
export type Shown = Schemas['ShownConnectors']['items'][number];
export type Grant = Schemas['Grant'];
type Stop = Schemas['StopsInForce']['items'][number];

/** A connector in the list: what its columns show, and what is looked for in it. */
export interface Row {
  readonly id: string;
  readonly name?: string;
  readonly account?: string;
  readonly principalType?: Written['principalType'];
  readonly serves: readonly Summary['serves'][number][];
  readonly access?: 'pull' | 'push';
  /** Unknown for a definition that this release can't read. */
  readonly enabled?: boolean;
  /** The brake of an operator is on. `undefined` where that could not be read. */
  readonly stopped: boolean | undefined;
  readonly riskAccepted: boolean;
  readonly lastUsedAt?: string;
  readonly verified?: NonNullable<State['verified']>;
  /** Which version this is. */
  readonly etag?: string;
  /** The definition, as it was written. */
  readonly written?: Written;
  /** All that a person may look for, in lower case. It is made once, because it is searched with each key. */
  readonly text: string;
}

/** Whether it is the whole definition, as administrators and its versions show it. */
export function isWritten(shown: Shown | Schemas['DefinitionAtVersion']): shown is Written {
  return 'account' in shown && 'principalType' in shown;
}

interface Beside {
  readonly state?: State | undefined;
  readonly etag?: string | undefined;
}

/** One connector of a page. `stopped` is known from another list, and set by {@link withStops}. */
export function rowOf(shown: Shown, { state, etag }: Beside = {}): Row {
  const id = shown.id ?? '';
  const beside = {
    ...(state?.lastUsedAt !== undefined && { lastUsedAt: state.lastUsedAt }),
    ...(state?.verified !== undefined && { verified: state.verified }),
    ...(etag !== undefined && { etag }),
  };
  if (!('principalType' in shown)) {
    return { id, serves: [], stopped: false, riskAccepted: false, text: id.toLowerCase(), ...beside };
  }
  const { name, principalType } = shown;
  const access = 'access' in shown ? shown.access : undefined;
  return {
    id,
    ...(name !== undefined && { name }),
    principalType,
    serves: shown.serves ?? ['ecr'],
    ...(access !== undefined && { access }),
    ...definedOf(shown),
    stopped: false,
    text: textOf(shown),
    ...beside,
  };
}

/** What only administrators see. */
function definedOf(shown: Written | Summary): Pick<Row, 'account' | 'enabled' | 'riskAccepted' | 'written'> {
  if (!isWritten(shown)) return { enabled: true, riskAccepted: false };
  const { account, enabled = true, acknowledgeRisk = false } = shown;
  return { account, enabled, riskAccepted: acknowledgeRisk, written: shown };
}

function textOf(shown: Written | Summary): string {
  const { id, name, description, principalType, serves = ['ecr'], region } = shown;
  const [repositories, more] = ['repositories' in shown ? shown.repositories : undefined, definedTexts(shown)];
  const texts = [id, name, description, principalType, ...serves, region, ...(repositories ?? []), ...more];
  return texts
    .filter((one) => one !== undefined)
    .join('\n')
    .toLowerCase();
}

/** Who gets in belongs to what is looked for: "which connectors let this repository in?" */
function definedTexts(shown: Written | Summary): readonly (string | undefined)[] {
  if (!isWritten(shown)) return [];
  const roleArn = 'roleArn' in shown ? shown.roleArn : undefined;
  return [shown.account, roleArn, ...(shown.grants ?? []).flatMap(grantTexts)];
}

function grantTexts({ issuer, claims, groups = [], iamRole, refreshJob }: Grant): readonly (string | undefined)[] {
  const conditions = Array.isArray(claims) ? claims.flatMap(({ anyOf }) => anyOf) : Object.values(claims ?? {}).flat();
  return [issuer, iamRole, refreshJob, ...groups, ...conditions];
}

/** Marks what the brake of an operator holds, if that is known. A row that doesn't change stays the same object. */
export function withStops(rows: readonly Row[], stops: readonly Pick<Stop, 'scope'>[] | undefined): readonly Row[] {
  const held = stops?.flatMap(({ scope }) => (scope !== 'all' && 'connector' in scope ? scope.connector : []));
  const ids = held && new Set(held);
  return rows.map((row) => {
    const stopped = ids?.has(row.id);
    return row.stopped === stopped ? row : { ...row, stopped };
  });
}
