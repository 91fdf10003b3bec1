// What refresh jobs, connectors and the table say of each other, in one apply.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../../shared/domain/connector.ts';
import type { Definitions, Written } from '../../../../shared/domain/definitions.ts';
import type { RefreshJob } from '../../../../shared/domain/refresh-job.ts';
import { checkReferences, type Known } from '../../../../shared/policy/definitions/check-references.ts';
import { anAccount, anIssuer, aWrittenConnector } from '../../../support/builders.ts';
import { aRefreshJob, NOTHING_KNOWN, SECRET_ARN } from '../../../support/refresh-builders.ts';

const GRANTS = [{ refreshJob: 'nightly' }];
function aJobConnector(overrides: Record<string, unknown> = {}): Connector {
  return v.parse(Connector, aWrittenConnector({ grants: GRANTS, ...overrides }));
}

function written<T>(value: T): Written<T> {
  return { written: value, value };
}
function definitions(parts: { connectors?: Connector[]; refreshJobs?: RefreshJob[] } = {}): Definitions {
  return {
    issuers: [written(anIssuer())],
    accounts: [written(anAccount())],
    connectors: (parts.connectors ?? [aJobConnector()]).map(written),
    refreshJobs: (parts.refreshJobs ?? [aRefreshJob()]).map(written),
  };
}
function check(defined: Definitions, known: Partial<Known> = {}) {
  return checkReferences(defined, { ...NOTHING_KNOWN, ...known }).faults;
}

function jobTo(id: string, arn: string): RefreshJob {
  return aRefreshJob({ id, destination: { type: 'secretsmanager', arn } });
}
const STRANGER = 'is not a defined refresh job';
const NO_CONNECTOR = 'is not a defined connector';
const FINE: readonly unknown[] = [];

describe('a refresh job and its connector', () => {
  it.each<[string, Definitions, Partial<Known>]>([
    ['that come together', definitions(), {}],
    [
      'of which the connector is stored',
      definitions({ connectors: [] }),
      { connectors: [aJobConnector()], accounts: [anAccount()] },
    ],
    ['of which the job is stored', definitions({ refreshJobs: [] }), { refreshJobs: [aRefreshJob()] }],
    ['of which the job is stored, and disabled', definitions({ refreshJobs: [] }), { refreshJobs: [disabled()] }],
    ['that are written anew', definitions(), { connectors: [aJobConnector()], refreshJobs: [aRefreshJob()] }],
    [
      'of one id, in their two lists',
      definitions({
        connectors: [aJobConnector({ id: 'nightly' })],
        refreshJobs: [aRefreshJob({ connector: 'nightly' })],
      }),
      {},
    ],
  ])('%s are fine', (_what, defined, known) => {
    expect(check(defined, known)).toEqual(FINE);
  });

  it('that is not defined is a fault of the job', () => {
    const refreshJobs = [aRefreshJob(), aRefreshJob({ id: 'second', connector: 'other', destination: ssm('second') })];
    expect(check(definitions({ refreshJobs }))).toEqual([{ field: 'refreshJobs[1].connector', detail: NO_CONNECTOR }]);
  });

  it('that is called like an inherited member is no connector', () => {
    const refreshJobs = [aRefreshJob({ connector: 'constructor' })];
    expect(check(definitions({ refreshJobs, connectors: [] }))).toEqual([
      { field: 'refreshJobs[0].connector', detail: NO_CONNECTOR },
    ]);
  });

  it('in a file are checked as they will be, not as they are stored', () => {
    const stored = aJobConnector({ grants: [{ issuer: 'ci', claims: { sub: ['x'] } }] });
    expect(check(definitions(), { connectors: [stored] })).toEqual(FINE);
    expect(check(definitions({ connectors: [stored] }), { connectors: [aJobConnector()] })).toEqual([
      { field: 'refreshJobs[0].connector', detail: 'has no grant for this job (grants: [{refreshJob: nightly}])' },
    ]);
  });

  it('are checked against the account that the connector is of', () => {
    const detail = "is not in the partition of the connector's account";
    const refreshJobs = [aRefreshJob({ region: 'cn-north-1' })];
    expect(check(definitions({ refreshJobs }))).toEqual([{ field: 'refreshJobs[0].region', detail }]);
  });

  it('get one fault, for the connector, if its account is missing', () => {
    const connectors = [aJobConnector({ account: 'other' })];
    const refreshJobs = [aRefreshJob({ region: 'cn-north-1' })];
    expect(check(definitions({ connectors, refreshJobs }))).toEqual([
      { field: 'connectors[0].account', detail: 'is not a defined account' },
    ]);
  });

  it('report each fault with its own place', () => {
    const refreshJobs = [aRefreshJob(), aRefreshJob({ durationSeconds: 900, destination: ssm('x'), id: 'second' })];
    const connectors = [aJobConnector({ grants: [...GRANTS, { refreshJob: 'second' }] })];
    expect(check(definitions({ connectors, refreshJobs })).map(({ field }) => field)).toEqual([
      'refreshJobs[1].durationSeconds',
    ]);
  });
});

describe('a grant for a refresh job', () => {
  const warned = (defined: Definitions) => checkReferences(defined, NOTHING_KNOWN);

  // Connector and job name each other, so one is there before the other.
  it('that is not defined yet is a warning, because the grant admits no job', () => {
    const grants = [{ issuer: 'ci', claims: { sub: ['x'] } }, ...GRANTS, { refreshJob: 'nightly-2' }];
    expect(warned(definitions({ connectors: [aJobConnector({ grants })] }))).toEqual({
      faults: [],
      warnings: [{ field: 'connectors[0].grants[2].refreshJob', detail: `${STRANGER}: did you mean nightly?` }],
    });
  });

  it('that is defined, here or in the table, is no warning', () => {
    expect(warned(definitions())).toEqual({ faults: [], warnings: [] });
    const known = { ...NOTHING_KNOWN, refreshJobs: [aRefreshJob()] };
    expect(checkReferences(definitions({ refreshJobs: [] }), known).warnings).toEqual([]);
  });

  it('is of no issuer and no token, and asks for neither', () => {
    expect(check(definitions({ connectors: [aJobConnector({ withinTokenLife: false })] }))).toEqual(FINE);
  });

  it('that is called like an inherited member is no job', () => {
    const connectors = [aJobConnector({ grants: [...GRANTS, { refreshJob: 'constructor' }] })];
    expect(warned(definitions({ connectors })).warnings).toEqual([
      { field: 'connectors[0].grants[1].refreshJob', detail: STRANGER },
    ]);
  });
});

describe('refresh jobs among themselves', () => {
  const connectors = [aJobConnector({ grants: [...GRANTS, { refreshJob: 'second' }, { refreshJob: 'third' }] })];
  const together = (...refreshJobs: RefreshJob[]) =>
    check(definitions({ connectors, refreshJobs }), { refreshJobs: [jobTo('second', 'x'), jobTo('third', 'x')] });
  const shared = (index: number) => ({
    field: `refreshJobs[${index}].destination.arn`,
    detail: 'is the destination of another job too',
  });

  it('must have different ids', () => {
    expect(together(aRefreshJob(), jobTo('nightly', `${SECRET_ARN}-2`))).toEqual([
      { field: 'refreshJobs[1].id', detail: 'is the id of another entry too' },
    ]);
  });

  it.each([
    ['the same ARN', SECRET_ARN],
    ['the same secret by its whole ARN', `${SECRET_ARN}-AbCd12`],
  ])('may not have one destination: %s', (_what, arn) => {
    expect(together(aRefreshJob(), jobTo('second', arn))).toEqual([shared(1)]);
  });

  it('are each reported, starting with the second', () => {
    expect(together(aRefreshJob(), jobTo('second', SECRET_ARN), jobTo('third', SECRET_ARN))).toEqual([
      shared(1),
      shared(2),
    ]);
  });

  it('may not have one destination although one of them is disabled, for it may be enabled', () => {
    expect(together(disabled(), jobTo('second', SECRET_ARN))).toEqual([shared(1)]);
  });

  it.each<[string, RefreshJob]>([
    ['another region', jobTo('second', SECRET_ARN.replace('eu-west-1', 'eu-west-2'))],
    ['another account', jobTo('second', SECRET_ARN.replace('123456789012', '210987654321'))],
    ['a longer name', jobTo('second', `${SECRET_ARN}-more`)],
    ['another service', aRefreshJob({ id: 'second', destination: ssm('team-a') })],
  ])('may have destinations that differ by %s', (_what, other) => {
    expect(together(aRefreshJob(), other)).toEqual(FINE);
  });

  it('may not share a parameter either', () => {
    const first = aRefreshJob({ destination: ssm('team-a') });
    const second = aRefreshJob({ id: 'second', destination: { ...ssm('team-a'), tier: 'advanced' } });
    expect(together(first, second)).toEqual([shared(1)]);
  });
});

function ssm(name: string) {
  const arn = `arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/${name}`;
  return { type: 'ssm', arn, tier: 'standard' } as const;
}

function disabled(): RefreshJob {
  return aRefreshJob({ enabled: false });
}
