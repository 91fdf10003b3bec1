import { useState } from 'react';
import { isSame } from '../../../../shared/domain/merge-patch.ts';
import { parseStrictJson } from '../../../../shared/domain/strict-json.ts';

/** How a value stands in a field, and back. What can't be read stays the text, and the service says what is wrong. */
export interface Form<T> {
  readonly write: (value: unknown) => T;
  readonly read: (written: T) => unknown;
}

/**
 * What stands in a field. It is what was typed as long as that says the value, so that half a number, a blank line or the
 * order of a person's spaces is not taken away while it is typed.
 */
export function useWritten<T>({ write, read }: Form<T>, value: unknown): [T, (written: T) => void] {
  const [written, setWritten] = useState(() => write(value));
  return [says(read(written), value) ? written : write(value), setWritten];
}

function says(read: unknown, value: unknown): boolean {
  return read === undefined || value === undefined ? read === value : isSame(read, value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

export const TEXT: Form<string> = { write: asText, read: (text) => (text === '' ? undefined : text) };

/** For a field whose presence says something. */
export const TEXT_THAT_STAYS: Form<string> = { write: asText, read: (text) => text };

export const NUMBER: Form<string> = {
  write: asText,
  read: (text) => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : TEXT.read(text.trim())),
};

export const LINES: Form<string> = {
  write: (value) => (Array.isArray(value) ? value.map(asText).join('\n') : asText(value)),
  read: (text) => {
    const lines = text.split('\n').map((line) => line.trim());
    const filled = lines.filter((line) => line !== '');
    return filled.length === 0 ? undefined : filled;
  },
};

export const JSON_TEXT: Form<string> = {
  write: (value) =>
    typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, undefined, 2),
  read: (text) => {
    if (text.trim() === '') return undefined;
    try {
      const value: unknown = parseStrictJson(text);
      // A number or null in place of an object is no more of a value than half of one.
      return typeof value === 'object' && value !== null ? value : text;
    } catch {
      return text;
    }
  },
};
