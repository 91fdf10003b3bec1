import * as v from 'valibot';
import { DEFINITION_KINDS } from '../../shared/domain/definition.ts';
import type { Definitions, Written } from '../../shared/domain/definitions.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { isPending, type ShownChange } from '../../shared/vending/definitions/shown-plan.ts';
import type { DefinitionAccess, PlannedSet, SetOptions } from '../access.ts';
import { createdLines, isProgressStep } from '../change-lines.ts';
import { CommandError } from '../command.ts';
import { type ApiAnswer, type ApiClient, ApiError, codeOf, refusalOf } from './client.ts';

/** Plans and writes a set through the API, in one request for each. The service checks and records every change. */
export function createHttpPlanSet(api: ApiClient): DefinitionAccess['planSet'] {
  return async (definitions, options) => {
    const send = (dryRun: boolean, ifMatch?: string) =>
      api.POST('/definitions', {
        params: { header: ifMatch === undefined ? {} : { 'If-Match': ifMatch } },
        body: bodyOf(definitions, options, dryRun),
      });
    const answer = await send(true);
    if (answer.response.status !== 200) return refusedPlan(answer);
    const { changes, warnings } = planIn(answer);
    const write = (print: (line: string) => void) => writeAll(changes, etagOf(answer), send, print);
    return { ok: true, changes, warnings, write };
  };
}

function bodyOf(definitions: Definitions, options: SetOptions, dryRun: boolean) {
  const { issuers, accounts, connectors, refreshJobs } = definitions;
  const lists = Object.entries({ issuers, accounts, connectors, refreshJobs }).map(([list, entries]) => {
    return [list, entries.map((entry: Written<unknown>) => entry.written)];
  });
  return { dryRun, ...options, definitions: Object.fromEntries(lists) };
}

const Field = v.object({ field: v.string(), detail: v.string() });

/** Only what the command shows. A later release may tell more. */
const SetAnswer = v.object({
  changes: v.array(
    v.object({
      kind: v.picklist(DEFINITION_KINDS),
      id: v.string(),
      action: v.picklist(['create', 'change', 'unchanged', 'delete']),
      externalId: v.exactOptional(v.string()),
      fields: v.exactOptional(v.array(v.looseObject({ field: v.string() }))),
      fieldsLeftOut: v.exactOptional(v.literal(true)),
      waits: v.exactOptional(v.string()),
    }),
  ),
  warnings: v.array(Field),
  applied: v.number(),
  remaining: v.number(),
  approvals: v.exactOptional(v.array(v.unknown())),
});

function planIn({ data }: ApiAnswer): v.InferOutput<typeof SetAnswer> {
  const parsed = parseWith(SetAnswer, data, 'answer');
  if (parsed.ok) return parsed.value;
  throw new CommandError(['the service gave no plan: is this the address of Portunus, and the same release?']);
}

/** Faults in the set go to their lines in the files. Everything else is the service's refusal. */
function refusedPlan(answer: ApiAnswer): PlannedSet {
  const { errors, moreErrors } = isJsonObject(answer.error) ? answer.error : {};
  const faults = v.is(v.array(Field), errors) ? errors : [];
  if (faults.length > 0 && faults.every(isInSet)) {
    return { ok: false, faults, more: typeof moreErrors === 'number' ? moreErrors : 0 };
  }
  if (answer.response.status === 404 && codeOf(answer) === undefined) {
    throw new CommandError(['the service is older than this command, and takes no files: upgrade it, or use --direct']);
  }
  throw refusalOf(answer);
}

function isInSet({ field }: FieldError): boolean {
  return /^(?:issuers|accounts|connectors|refreshJobs)\b/.test(field);
}

function etagOf({ response }: ApiAnswer): string | null {
  return response.headers.get('etag');
}

type Send = (dryRun: boolean, ifMatch: string | undefined) => Promise<ApiAnswer>;

/** Writes the plan that was shown. Each answer names what remains, and the next request asks for exactly that. */
async function writeAll(
  changes: readonly ShownChange[],
  shown: string | null,
  send: Send,
  print: (line: string) => void,
): Promise<void> {
  const all = changes.filter(isPending).length;
  let [done, etag] = [0, shown];
  for (;;) {
    const answer = await send(false, etag ?? undefined).catch((error: unknown) => {
      throw error instanceof ApiError ? cutShort(error, done, all) : error;
    });
    if (!answer.response.ok) throw cutShort(refusalOf(answer), done, all);
    const { changes: planned, applied, remaining, approvals = [] } = planIn(answer);
    for (const line of planned.filter(isPending).slice(0, applied).flatMap(createdLines)) print(line);
    done += applied;
    if (approvals.length > 0) throw new CommandError([...writtenLines(done, all), ...approvals.flatMap(waitingLines)]);
    if (remaining === 0) return;
    if (applied === 0) throw new CommandError([...writtenLines(done, all), 'the service goes no further']);
    if (isProgressStep(done - applied, done, all)) print(`… ${done} of ${all}`);
    etag = etagOf(answer);
  }
}

/** What waits, and how it goes on. The same file applies again after the approval. */
export function waitingLines(approval: unknown): readonly string[] {
  const { id, target, reason } = isJsonObject(approval) ? approval : {};
  const { kind, id: named } = isJsonObject(target) ? target : {};
  return [
    `${kind} ${named}: it waits for an approval, for ${reason}`,
    `another administrator runs: portunus approve ${id}`,
  ];
}

function writtenLines(done: number, all: number): readonly string[] {
  return done === 0 ? [] : [`${done} of ${all} changes are written`];
}

/** A refusal means that the request wrote nothing. Of a failure, or without an answer, nobody knows. */
function cutShort(error: ApiError, done: number, all: number): CommandError {
  const { status } = error;
  const isUnknown = status === undefined || status >= 500;
  return new CommandError(
    [
      ...error.lines,
      ...writtenLines(done, all),
      ...(isUnknown ? ['no answer says whether the rest was written'] : []),
      ...(done === 0 && !isUnknown ? ['nothing was written'] : []),
      status === 412 ? 'look at what is there now, and apply the files again' : 'apply the files again to go on',
    ],
    error.failed,
  );
}
