// How the command asks the service for a set, whatever the service answers.
import { describe, expect, it } from 'vitest';
import { ApiError, createApiClient } from '../../../cli/http/client.ts';
import { createHttpPlanSet } from '../../../cli/http/plan-set.ts';
import { parsed } from '../../support/random-sets.ts';

const DEFINITIONS = parsed({ issuers: [], accounts: [], connectors: [], refreshJobs: [] });
const OPTIONS = { prune: false, allowEmpty: false };
const NO_ANSWER = new ApiError(['no answer'], 'unavailable');

function created(...ids: readonly string[]) {
  return ids.map((id) => ({ kind: 'connector', id, action: 'create', externalId: `external-${id}` }));
}
const unchanged = { kind: 'connector', id: 'a', action: 'unchanged', externalId: 'external-a' };

type Answer = () => Response;

function answer(fields: object, etag = '"next"', status = 200): Answer {
  const body = { changes: [], warnings: [], applied: 0, remaining: 0, ...fields };
  return () => Response.json(body, { status, headers: { etag } });
}
const PLAN = answer({ changes: created('a', 'b'), remaining: 2 }, '"shown"');

function problem(status: number, code: string, more: object = {}): Answer {
  return () => Response.json({ code, detail: 'The detail.', requestId: 'r-1', ...more }, { status });
}

/** A service that gives these answers, one after another, and what it was asked. */
function aService(...answers: readonly (Answer | Error)[]) {
  const tags: (string | undefined)[] = [];
  const api = createApiClient('https://portunus.example/v1', async (_url, { headers }) => {
    const next = answers[tags.push(new Headers(headers).get('if-match') ?? undefined) - 1];
    if (next === undefined || next instanceof Error) throw next ?? new Error('asked too often');
    return next();
  });
  return { tags, planSet: createHttpPlanSet(api) };
}

/** What is printed while it is written, or how that ends. */
async function write(...answers: readonly (Answer | Error)[]) {
  const service = aService(PLAN, ...answers);
  const planned = await service.planSet(DEFINITIONS, OPTIONS);
  const printed: string[] = [];
  const lines = planned.ok
    ? await planned
        .write((line) => printed.push(line))
        .then(
          () => undefined,
          (error) => error.lines,
        )
    : planned;
  return { printed, lines, tags: service.tags };
}

const CREATED = (id: string) => `  created   connector   ${id}   external ID: external-${id}`;

describe('writing a plan', () => {
  it('asks for the plan that was shown, and goes on with what remains of it', async () => {
    const first = answer({ changes: created('a', 'b'), applied: 1, remaining: 1 });
    const second = answer({ changes: [unchanged, ...created('b')], applied: 1 });
    expect(await write(first, second)).toEqual({
      printed: [CREATED('a'), CREATED('b')],
      lines: undefined,
      tags: [undefined, '"shown"', '"next"'],
    });
  });

  it('ends where the service goes no further', async () => {
    const { lines } = await write(answer({ remaining: 2 }));
    expect(lines).toEqual(['the service goes no further']);
  });

  it('that was changed meanwhile wrote nothing', async () => {
    const { lines } = await write(problem(412, 'precondition_failed'));
    expect(lines.slice(1)).toEqual(['nothing was written', 'look at what is there now, and apply the files again']);
  });

  it.each([
    ['without an answer', NO_ANSWER],
    ['after a failure', problem(503, 'table_unavailable')],
  ])('%s nobody knows the rest', async (_what, last) => {
    const { printed, lines } = await write(answer({ changes: created('a', 'b'), applied: 1, remaining: 1 }), last);
    expect(printed).toEqual([CREATED('a')]);
    expect(lines.slice(1)).toEqual([
      '1 of 2 changes are written',
      'no answer says whether the rest was written',
      'apply the files again to go on',
    ]);
  });

  it('says what waits for whom', async () => {
    const approval = { id: '0'.repeat(32), target: { kind: 'issuer', id: 'ci' }, reason: 'issuers decide' };
    const waits = { changes: created('a', 'b'), applied: 1, remaining: 1, approvals: [approval] };
    expect((await write(answer(waits, '"next"', 202))).lines).toEqual([
      '1 of 2 changes are written',
      'issuer ci: it waits for an approval, for issuers decide',
      `another administrator runs: portunus approve ${'0'.repeat(32)}`,
    ]);
  });
});

describe('a plan that is refused', () => {
  const plan = (refusal: Answer) => aService(refusal).planSet(DEFINITIONS, OPTIONS);

  it('tells the faults of the set, and how many more there are', async () => {
    const errors = [{ field: 'connectors[3].account', detail: 'is not a defined account' }];
    const refused = await plan(problem(400, 'invalid_request', { errors, moreErrors: 7 }));
    expect(refused).toEqual({ ok: false, faults: errors, more: 7 });
  });

  it('for anything else says what the service says', async () => {
    const errors = [{ field: 'definitions', detail: 'must be fewer' }];
    await expect(plan(problem(400, 'invalid_request', { errors }))).rejects.toThrow('definitions must be fewer');
    await expect(plan(problem(413, 'payload_too_large'))).rejects.toThrow('HTTP 413');
  });

  it('by a service that knows no sets names the way out', async () => {
    const unknown = () => Response.json({ message: 'Not Found' }, { status: 404 });
    await expect(plan(unknown)).rejects.toThrow('the service is older than this command, and takes no files');
  });

  it.each([
    ['nothing', null],
    ['no plan', { items: [] }],
  ])('by what answers %s is no plan', async (_what, body) => {
    await expect(plan(() => Response.json(body))).rejects.toThrow('the service gave no plan');
  });
});
