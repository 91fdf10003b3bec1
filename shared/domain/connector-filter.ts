import * as v from 'valibot';
import type { Connector } from './connector.ts';
import { DefinitionId } from './definition.ts';
import { PRINCIPAL_TYPES, type PrincipalType, SERVED, type Served } from './principal-type.ts';

const MAX_TEXT = 100;
const text = `must have 1 to ${MAX_TEXT} characters`;

/** What a list of connectors can be asked for, in texts. All of it must hold together. */
export const connectorFilterFields = {
  serves: v.exactOptional(v.picklist(SERVED, `must be one of ${SERVED.join(', ')}`)),
  principalType: v.exactOptional(v.picklist(Object.keys(PRINCIPAL_TYPES) as PrincipalType[])),
  /** Stands in the id, the name or the description, in upper or lower case. */
  text: v.exactOptional(v.pipe(v.string(), v.minLength(1, text), v.maxLength(MAX_TEXT, text))),
  account: v.exactOptional(DefinitionId),
  enabled: v.exactOptional(
    v.pipe(
      v.picklist(['true', 'false'], 'must be true or false'),
      v.transform((written) => written === 'true'),
    ),
  ),
};

const ConnectorFilter = v.strictObject(connectorFilterFields);
export type ConnectorFilter = v.InferOutput<typeof ConnectorFilter>;

/** What only administrators see of a connector, so that only they may ask for it. */
export const ADMINISTRATORS_FILTERS = ['account', 'enabled'] as const satisfies readonly (keyof ConnectorFilter)[];

interface Filtered extends Partial<Pick<Connector, 'name' | 'description' | 'account' | 'enabled'>> {
  readonly id: string;
  readonly principalType: PrincipalType;
  readonly serves: readonly Served[];
}

export function matchesFilter(connector: Filtered, filter: ConnectorFilter): boolean {
  const { serves, principalType, text: part, account, enabled } = filter;
  return (
    (serves === undefined || connector.serves.includes(serves)) &&
    (principalType === undefined || connector.principalType === principalType) &&
    (account === undefined || connector.account === account) &&
    (enabled === undefined || connector.enabled === enabled) &&
    (part === undefined || holdsText(connector, part.toLowerCase()))
  );
}

function holdsText({ id, name = '', description = '' }: Filtered, part: string): boolean {
  return [id, name, description].some((one) => one.toLowerCase().includes(part));
}
