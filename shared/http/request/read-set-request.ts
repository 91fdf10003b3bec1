import * as v from 'valibot';
import { DEFINITION_KINDS, LISTS } from '../../domain/definition.ts';
import { type Definitions, SCHEMAS, type Written } from '../../domain/definitions.ts';
import { type FieldError, invalidRequest } from '../../domain/errors.ts';
import { faulty, parseWith, valid } from '../../domain/parse.ts';
import { plainObject } from '../../domain/schemas.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { HttpEvent } from '../event.ts';
import { readObject } from './read-parameters.ts';

const MAX_BODY_BYTES = 1_048_576;
/** A definition lies three levels deeper than in a request of its own. */
const MAX_DEPTH = 13;
/** The most definitions of a set. Each is looked up by itself, and the plan has to be made in time. */
const MOST_DEFINITIONS = 2_000;

function listOf<S extends v.GenericSchema>(entry: S) {
  return v.optional(v.array(entry), []);
}

const flag = v.optional(v.boolean(), false);

/** A set of definitions, as files have it, and what to do with it. */
export const SetFields = v.pipe(
  plainObject({
    dryRun: flag,
    prune: flag,
    allowEmpty: flag,
    definitions: plainObject({
      issuers: listOf(SCHEMAS.issuer),
      accounts: listOf(SCHEMAS.account),
      connectors: listOf(SCHEMAS.connector),
      refreshJobs: listOf(SCHEMAS['refresh-job']),
    }),
  }),
  v.forward(
    v.check(({ allowEmpty, prune }) => prune || !allowEmpty, 'goes with prune'),
    ['allowEmpty'],
  ),
);

interface SetBody {
  readonly dryRun: boolean;
  readonly prune: boolean;
  readonly allowEmpty: boolean;
  readonly definitions: Definitions;
}

/**
 * The set in the body. It may be larger than other bodies, so it is read only when an administrator is known to have
 * sent it. Throws as {@link readObject}. Fields are named as in a file: `connectors[3].grants[0].issuer`.
 */
export function readSet(event: HttpEvent): SetBody {
  const written = readObject(event, ['application/json'], { maxBytes: MAX_BODY_BYTES, maxDepth: MAX_DEPTH });
  const lists = isJsonObject(written.definitions) ? written.definitions : {};
  const entriesOf = (list: keyof Definitions): readonly unknown[] => (Array.isArray(lists[list]) ? lists[list] : []);
  // They are counted before each is read, so that a list of thousands is one fault.
  const count = Object.values(LISTS).reduce((sum, list) => sum + entriesOf(list).length, 0);
  if (count > MOST_DEFINITIONS) throw invalidRequest([{ field: 'definitions', detail: TOO_MANY }]);
  const parsed = parseWith(SetFields, written, 'body');
  if (!parsed.ok) throw invalidRequest(parsed.errors.map(asInFile));
  const { definitions, ...rest } = parsed.value;
  const pairs = DEFINITION_KINDS.map((kind) => {
    const list = LISTS[kind];
    const [given, values] = [entriesOf(list), definitions[list] as readonly unknown[]];
    return [list, values.map((value, index): Written<unknown> => ({ written: given[index], value }))] as const;
  });
  return { ...rest, definitions: Object.fromEntries(pairs) as unknown as Definitions };
}

const TOO_MANY = `must be at most ${MOST_DEFINITIONS} in all: use apply --direct, or several sets without prune`;

function asInFile({ field, detail }: FieldError): FieldError {
  return { field: field.replace(/^definitions\.(?=\w)/, ''), detail };
}

/** The plan's digest in `If-Match`, if the request has one. Throws `invalid_request`. */
export function readPlanMatch(event: HttpEvent): { readonly ifMatch?: string } {
  const header: unknown = event.headers?.['if-match'];
  if (header === undefined) return {};
  const [, digest] = typeof header === 'string' ? (/^"([0-9a-f]{32})"$/.exec(header) ?? []) : [];
  if (digest !== undefined) return { ifMatch: digest };
  return valid(faulty('if-match', 'must be the ETag of a plan, as it was given'));
}
