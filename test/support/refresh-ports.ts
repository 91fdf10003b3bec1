// The ports of a delivery in memory: one job, its state and its destination. What a use case did can be read from it, step
// by step, and each step can fail.
import type { AuditRecord } from '../../shared/domain/audit-record.ts';
import type { IssuedLogin, IssuedLogins } from '../../shared/domain/credential.ts';
import type { PortunusError } from '../../shared/domain/errors.ts';
import type { RefreshResult, RefreshState } from '../../shared/domain/refresh-state.ts';
import type { FetchCredentials } from '../../shared/vending/issuing/issue.ts';
import type { LoginFetches } from '../../shared/vending/issuing/login-fetches.ts';
import type { RefreshPorts } from '../../shared/vending/refresh/deliver-refresh.ts';
import { type DefinedJob, type DeliveryRequest, StateConflict } from '../../shared/vending/refresh/ports.ts';
import { aConnector, anAccount, NOW } from './builders.ts';
import { found } from './issue-ports.ts';
import { aRefreshJob } from './refresh-builders.ts';

export const HOUR_MS = 3_600_000;

export function aState(overrides: Partial<RefreshState> = {}): RefreshState {
  return { job: 'nightly', revision: 7, window: 'window-1', dueAt: NOW, failures: 0, ...overrides };
}

export interface Delivering {
  readonly ports: RefreshPorts;
  /** What was asked of the ports, in its order: `readState`, `login`, `audit issued`, `save 8`, `deliver`. */
  readonly steps: string[];
  /** As it is kept. */
  state: RefreshState | undefined;
  /** `undefined` where the job is gone. */
  job: DefinedJob | undefined;
  /** What the destination holds now, and every value that was written to it. */
  readonly written: DeliveryRequest[];
  readonly audit: AuditRecord[];
  readonly results: RefreshResult[];
  readonly faults: PortunusError[];
  /** What is to happen before a step is carried out; a throw takes its place. */
  before: (step: string) => void;
  /** The same once it is carried out: then only its answer is lost. */
  after: (step: string) => void;
}

/** A job of the default connector, with a grant for it. */
export function aDelivering(overrides: Partial<RefreshPorts> = {}): Delivering {
  const connector = aConnector({ grants: [{ refreshJob: 'nightly' }], access: 'pull' });
  let logins = 0;
  const world: Delivering = {
    ports: undefined as never,
    ...{ steps: [], written: [], audit: [], results: [], faults: [] },
    state: aState(),
    job: { version: 1, value: aRefreshJob(), definedBy: 'corp:ada' },
    before: () => {},
    after: () => {},
  };
  const step = async <T>(name: string, work: () => T): Promise<T> => {
    world.steps.push(name);
    world.before(name);
    const answer = work();
    world.after(name);
    return answer;
  };
  const endsAt = new Date(NOW.getTime() + HOUR_MS);
  const ports: RefreshPorts = {
    readState: () => step('readState', () => world.state),
    findRefreshJob: () => step('findJob', () => world.job),
    issue: {
      findConnector: () => step('findConnector', () => found({ version: 3, value: connector })),
      consumeToken: () => step('consumeToken', () => true),
      countRequests: () => step('countRequests', () => []),
      getAccount: () => step('getAccount', () => ({ version: 1, value: anAccount() })),
      describeRefusal: async () => [],
      recordAudit: (record) =>
        step(`audit ${record.outcome}`, () => {
          world.audit.push(record);
        }),
      reportFault: (fault) => void world.faults.push(fault),
      deployment: { region: 'eu-west-1', partition: 'aws', allowProvided: false, adminsMayIssue: true, stage: 'dev' },
    },
    fetchLogins: forEachService(() =>
      step('login', () => {
        logins += 1;
        const audit = { source: 'fresh' as const, expiresAt: endsAt, tokenSha256: [] };
        return { audit, answer: { requestId: `login-${logins}`, refreshAfter: endsAt } as IssuedLogins };
      }),
    ),
    writeLogins: ({ requestId }) => ({ body: `value of ${requestId}` }),
    saveState: (next) =>
      step(`save ${next.revision}`, () => {
        if (world.state?.revision !== next.revision - 1) throw new StateConflict();
        world.state = next;
      }),
    holdsDelivery: (_destination, _intent, token) => step('holds', () => world.written.at(-1)?.token === token),
    destinations: undefined,
    deliver: (request) => step('deliver', () => void world.written.push(request)),
    recordRefresh: (result) => step(`history ${result.outcome}`, () => void world.results.push(result)),
    reportRefresh: () => {},
    reportFault: (fault) => void world.faults.push(fault),
    random: () => 0,
    ...overrides,
  };
  return Object.assign(world, { ports });
}

/** What lies at the destination. */
export function valueAt({ written }: Delivering): string | undefined {
  return written.at(-1)?.value.reveal();
}

/** The same fetch for the logins of each service. */
export function forEachService(fetch: FetchCredentials<IssuedLogin>): LoginFetches {
  return { 'ecr-login': fetch, 'ecr-public-login': fetch, 'codeartifact-login': fetch };
}
