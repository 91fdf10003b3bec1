import { expect } from 'vitest';
import { PortunusError } from '../../shared/domain/errors.ts';

function thrownBy(write: () => unknown): unknown {
  try {
    write();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What was written, or `undefined` for a refusal: one that says which variable, and nothing of what is in it. */
export function writtenOrRefused<T>(format: string, write: () => T): T | undefined {
  let written: T | undefined;
  const error = thrownBy(() => {
    written = write();
  });
  if (error === undefined) return written;
  expectRefusal(format, error);
  return undefined;
}

function expectRefusal(format: string, error: unknown, what = String.raw`[a-zA-Z ,\d-]+`): void {
  expect(error, 'it was written').toBeInstanceOf(PortunusError);
  const detail = expect.stringMatching(new RegExp(`^${format} can not carry ${what} in [A-Za-z_.][A-Za-z0-9_.]*$`));
  expect(error).toMatchObject({ code: 'format_unknown', stage: 'delivery', errors: [{ field: 'format', detail }] });
}

/** Refused for one variable; the secret parts of its value, which hold `hush`, stand nowhere in the error. */
export function expectRefusedFor(format: string, variable: string, write: () => unknown): void {
  const error = thrownBy(write);
  expectRefusal(format, error);
  const { errors, message, reason } = error as PortunusError;
  expect(errors?.[0]?.detail.endsWith(` in ${variable}`)).toBe(true);
  expect([message, reason, JSON.stringify(errors)].join()).not.toContain('hush');
}
