import type { AccountKey } from '../shared/domain/account-key.ts';
import { parseAccountKey } from '../shared/domain/account-key.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import { CommandError } from './command.ts';

const FORMS =
  'the key must be the JSON of "aws iam create-access-key", the CSV file of the console, or two lines: the access key id and the secret access key';

/** Reads an access key in any form in which AWS gives it out. No error repeats what was given. */
export function readKeyText(text: string): AccountKey {
  const written = writtenIn(text.replace(/^\uFEFF/, '').trim());
  if (written === undefined) throw new CommandError([FORMS]);
  const parsed = parseAccountKey(written, 'key');
  if (parsed.ok) return parsed.value;
  throw new CommandError(parsed.errors.map(({ field, detail }) => `${field} ${detail}`));
}

function writtenIn(text: string): unknown {
  if (text.startsWith('{')) return inJson(text);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const [first = '', second = '', ...rest] = lines;
  if (second === '' || rest.some((line) => line !== '')) return undefined;
  return first.includes(',') ? inCsv(first, second) : { accessKeyId: first, secretAccessKey: second };
}

function inJson(text: string): unknown {
  try {
    const written: unknown = JSON.parse(text);
    const { AccessKey = written } = isJsonObject(written) ? written : {};
    if (!isJsonObject(AccessKey)) return undefined;
    const { AccessKeyId, SecretAccessKey, accessKeyId = AccessKeyId, secretAccessKey = SecretAccessKey } = AccessKey;
    return { accessKeyId, secretAccessKey };
  } catch {
    return undefined;
  }
}

function inCsv(head: string, row: string): unknown {
  const cells = (line: string) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const names = cells(head).map((name) => name.toLowerCase());
  const values = cells(row);
  const at = (name: string) => values[names.indexOf(name)];
  return { accessKeyId: at('access key id'), secretAccessKey: at('secret access key') };
}
