import type { FormatName } from '../domain/format-name.ts';
import type { Format } from './format.ts';
import { json, sessionJson } from './json.ts';

/** The writers of answers. A new format is a name, a file and a row here. */
export const formats: Readonly<Record<FormatName, Format>> = { json: { logins: json, session: sessionJson } };
