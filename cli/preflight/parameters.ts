import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Reads the parameters of a template in any form that `aws cloudformation deploy --parameter-overrides file://…` takes:
 * a list of `Key=Value`, a list of `ParameterKey` and `ParameterValue`, or an object with `Parameters`.
 */
export function readParameters(text: string, file: string): Parameters {
  const value = parse(text, file);
  const entries = Array.isArray(value) ? value.map(toEntry) : objectEntries(value);
  if (entries.includes(undefined)) throw notParameters(file);
  return Object.fromEntries(entries.filter((entry) => entry !== undefined));
}

function toEntry(value: unknown): readonly [string, string] | undefined {
  if (typeof value === 'string') {
    const [, key, text] = /^(\w+)=(.*)$/s.exec(value) ?? [];
    return key === undefined || text === undefined ? undefined : [key, text];
  }
  if (!isJsonObject(value)) return undefined;
  const { ParameterKey: key, ParameterValue: text } = value;
  return typeof key === 'string' && typeof text === 'string' ? [key, text] : undefined;
}

function objectEntries(value: unknown): readonly (readonly [string, string] | undefined)[] {
  if (!isJsonObject(value) || !isJsonObject(value.Parameters)) return [undefined];
  return Object.entries(value.Parameters).map(([key, text]) => (typeof text === 'string' ? [key, text] : undefined));
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notParameters(file);
  }
}

function notParameters(file: string): CommandError {
  return new CommandError([`${file} has no parameters in a form that "aws cloudformation deploy" takes as JSON`]);
}
