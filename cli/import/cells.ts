import { parseStrictJson } from '../../shared/domain/strict-json.ts';
import type { Column } from './columns.ts';
import type { Report, Row } from './rows.ts';

/** A cell's text without blanks around it. `undefined` if it is not set. */
export function textIn(row: Row, column: Column, report: Report): string | undefined {
  const value = row.cells.get(column);
  if (value === undefined) return undefined;
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  if (typeof value !== 'string' && !isNumber) return fault(row, column, report, 'must be text');
  const text = String(value).trim();
  return /\p{Cc}/u.test(text) ? fault(row, column, report, 'must be one line, without control characters') : text;
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

/** A text that is itself in the definition. There, braces would stand for a claim, and so for another text each time. */
export function exactTextIn(row: Row, column: Column, report: Report): string | undefined {
  const text = textIn(row, column, report);
  return text !== undefined && /[{}]/.test(text) ? fault(row, column, report, 'must not have braces') : text;
}

/** Whether a box is checked. `undefined` if it is not set. */
export function flagIn(row: Row, column: Column, report: Report): boolean | undefined {
  const value = row.cells.get(column);
  if (value === undefined || typeof value === 'boolean') return value;
  const name = typeof value === 'string' ? value.trim().toLowerCase() : '';
  const known = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
  return known ?? fault(row, column, report, 'must be true or false');
}

/** A list of texts, each once and without blanks around it. `undefined` if it is not set, or empty. */
export function listIn(row: Row, column: Column, report: Report): readonly string[] | undefined {
  const value = row.cells.get(column);
  if (value === undefined) return undefined;
  const parts = typeof value === 'string' ? partsOf(value) : [value].flat();
  if (!parts.every((part) => typeof part === 'string')) return fault(row, column, report, 'must be a list of texts');
  const texts = [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
  if (texts.some((text) => /\p{Cc}/u.test(text))) return fault(row, column, report, 'has a control character');
  return texts.length === 0 ? undefined : texts;
}

/**
 * The parts of a text: a list of JSON, or what is on lines of its own or has semicolons between it. Commas divide
 * nothing, because they are part of names such as `CN=builders,OU=groups`.
 */
function partsOf(text: string): readonly unknown[] {
  if (!text.trim().startsWith('[')) return text.split(/[;\n\r]/);
  try {
    return [parseStrictJson(text)].flat();
  } catch {
    return [undefined];
  }
}

/** A duration. Not set means AWS's default, here as there. */
export function secondsIn(row: Row, column: Column, report: Report): number | undefined {
  const text = textIn(row, column, report);
  if (text === undefined) return undefined;
  return /^[0-9]{1,6}$/.test(text)
    ? Number(text)
    : fault(row, column, report, "must be whole seconds, such as 3600, or empty for AWS's default");
}

function fault(row: Row, column: Column, report: Report, detail: string): undefined {
  report.fault(row, column, detail);
  return undefined;
}
