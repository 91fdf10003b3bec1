import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import type { Form } from './written-text.ts';
import { LINES } from './written-text.ts';

/** A claim condition as it stands in a row of the form. */
export interface ConditionRow {
  /** A name, or a list of names as JSON for a nested claim. */
  readonly claim: string;
  /** The values that hold, one a line. */
  readonly values: string;
}

interface ConditionEntry {
  readonly claim: unknown;
  readonly anyOf: unknown;
}

/** Claim conditions, which are a map of claims or a list for nested ones. */
export const CONDITIONS: Form<readonly ConditionRow[]> = {
  write: (value) =>
    entriesOf(value).map(({ claim, anyOf }) => ({ claim: claimText(claim), values: LINES.write(anyOf) })),
  read: (rows) => {
    if (rows.length === 0) return undefined;
    const entries = rows.map(({ claim, values }) => ({ claim: claimOf(claim), anyOf: LINES.read(values) ?? [] }));
    const names = entries.map(({ claim }) => claim);
    const isMap = names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
    // Two rows of one claim are two conditions, of which a map would lose one.
    return isMap ? Object.fromEntries(entries.map(({ claim, anyOf }) => [claim, anyOf])) : entries;
  },
};

/** Whether rows can show the conditions as they are. */
export function fitsRows(value: unknown): boolean {
  if (value === undefined) return true;
  const isList = Array.isArray(value) && value.every((one) => isJsonObject(one) && isClaim(one.claim));
  return (isJsonObject(value) || isList) && entriesOf(value).every(({ anyOf }) => isTexts(anyOf));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isClaim(claim: unknown): boolean {
  return typeof claim === 'string' || isTexts(claim);
}

function entriesOf(value: unknown): readonly ConditionEntry[] {
  if (isJsonObject(value)) return Object.entries(value).map(([claim, anyOf]) => ({ claim, anyOf }));
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map(({ claim, anyOf }) => ({ claim, anyOf }));
}

function claimText(claim: unknown): string {
  return typeof claim === 'string' ? claim : JSON.stringify(claim);
}

function claimOf(text: string): unknown {
  if (!text.startsWith('[')) return text;
  try {
    const claim: unknown = JSON.parse(text);
    return isTexts(claim) ? claim : text;
  } catch {
    return text;
  }
}
