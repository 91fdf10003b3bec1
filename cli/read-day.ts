import { InvalidArgumentError } from 'commander';
import { isDay } from '../shared/domain/day.ts';

/** Reads a day of an option. */
export function readDay(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('must be a day, such as 2026-11-27');
}
