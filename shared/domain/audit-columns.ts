import { printable, printableJson } from './printable.ts';
import { isJsonObject } from './strict-json.ts';

/** A record as it came: from a service that may be newer, and of callers who chose their names. */
type FoundRecord = Readonly<Record<string, unknown>>;

/** The columns of CSV, by the path of each field. They only ever grow at the end. */
export const AUDIT_COLUMNS = [
  'time',
  'requestId',
  'item',
  'action',
  'outcome',
  'code',
  'reason',
  'caller.issuer',
  'caller.subject',
  'caller.kind',
  'caller.sessionName',
  'caller.uniqueId',
  'caller.accessKeyId',
  'caller.tokenId',
  'sourceIp',
  'userAgent',
  'connectorId',
  'connectorVersion',
  'allowedBy',
  'grant',
  'grantSha256',
  'conditions',
  'issued.source',
  'issued.sessionArn',
  'issued.expiresAt',
  'issued.tokenSha256',
  'kind',
  'id',
  'replaces',
  'restores',
  'fields',
  'route',
  'connectorDefinedBy',
  'caller.definedBy',
  'issued.roleArn',
  'version',
  'unreadable',
] as const;

function valueAt(record: FoundRecord, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isJsonObject(value) ? value[name] : undefined), record);
}

/** One field as text. Callers chose some of them, so none is given as it is. */
export function textAt(record: FoundRecord, path: string): string {
  return textOf(valueAt(record, path));
}

export function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? printable(value.trim()) : printableJson(value);
}
