// A fault of each kind, provoked in the built handlers, is the metric that its alarm watches: what the lines carry is held
// against the namespace, name, dimensions and threshold of every alarm in the template.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDemoIssuer } from '../../local/demo-issuer.ts';
import type { Fault } from '../../local/stand-in/http/faults.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { withHttp } from '../../shared/http/with-http.ts';
import { createLog, type Log } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { createReportFailure, createReportFinding } from '../../shared/observability/report-archive.ts';
import { createReportProposal } from '../../shared/observability/report-change.ts';
import { createReportDigestFailure } from '../../shared/observability/report-digest.ts';
import { createReportAge, createReportKeyFailure } from '../../shared/observability/report-keys.ts';
import { createReportDispatch, createReportRefresh } from '../../shared/observability/report-refresh.ts';
import { createReportRun } from '../../shared/observability/report-verify.ts';
import { deliverRefresh } from '../../shared/vending/refresh/deliver-refresh.ts';
import { startAdminService } from '../support/admin.ts';
import { aCall, NOW } from '../support/builders.ts';
import { isSetOff, metricsOf } from '../support/metrics.ts';
import { startTablesService } from '../support/proxied-service.ts';
import { SECRET_ARN } from '../support/refresh-builders.ts';
import { aDelivering, aState } from '../support/refresh-ports.ts';
import { getLogin } from '../support/service.ts';
import type { TableFault, TableOperation } from '../support/table-proxy.ts';
import { useTemplate } from '../support/template.ts';
import { useStarted } from '../support/use-service.ts';

const { resources, parameters } = useTemplate();
const service = useStarted(() =>
  startAdminService((options, environment) => startTablesService(options, { ...environment, PORTUNUS_STAGE: 'prod' })),
);
type Line = Readonly<Record<string, never>>;
const ALWAYS = Number.POSITIVE_INFINITY;

let invoke: typeof service.invoke;
beforeEach(async () => {
  invoke = await service.freshEnvironment('issue');
});
afterEach(() => {
  service.tables.clear();
  service.aws.standIn.faults.clear();
});

function parsed(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What a step writes to the log. How long it took here says nothing. */
async function linesOf(step: () => Promise<unknown>): Promise<Line[]> {
  const before = service.logged().length;
  await step();
  return parsed(service.logged().slice(before)).map((line) => ({ ...line, durationMs: 40 as never }));
}

async function login(id = 'shop-images', remainingMs?: number): Promise<unknown> {
  return invoke('issue', getLogin(await service.aws.issuer.mint(), {}, id), remainingMs);
}

/** What parts of the code write that no event reaches on demand. */
function written(write: (log: Log) => unknown): Provoke {
  return async (): Promise<Line[]> => {
    const lines: string[] = [];
    await write(createLog({ stage: 'prod', function: 'issue' }, (line) => lines.push(line)));
    return parsed(lines.join(''));
  };
}

function bug(log: Log) {
  const routes = {
    'GET /v1/bug': async () => {
      throw new TypeError('as the test wants it');
    },
  };
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 15_000 };
  return withHttp({ report: createReportOutcome(log), gatewaySecret: undefined, routes })(
    { routeKey: 'GET /v1/bug' } as never,
    context as never,
  );
}

/** An event that somebody made up, for a function that knows what the API adds to each. */
function direct(log: Log) {
  const gatewaySecret = new Secret('a'.repeat(48));
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 15_000 };
  const event = { routeKey: 'GET /iam/v1/issuers' };
  return withHttp({ report: createReportOutcome(log), gatewaySecret, routes: {} })(event as never, context as never);
}

function request(given: { readonly status: number; readonly durationMs: number; readonly issued?: number }) {
  const outcome = { requestId: 'r-1', routeKey: 'GET /v1/connectors/{id}/ecr/credentials' };
  return written((log) => createReportOutcome(log)({ ...outcome, ...given }));
}
const aLogin = request({ status: 200, durationMs: 40, issued: 1 });

/** A delivery that fails, of a job that has failed before and whose stored login ends in so many seconds. */
function failing(failures: number, secondsLeft: number) {
  return written((log) => {
    const delivering = aDelivering({ reportRefresh: createReportRefresh(log, true) });
    const endsAt = new Date(NOW.getTime() + secondsLeft * 1_000);
    delivering.state = aState({ failures, stored: { at: NOW, endsAt, destination: SECRET_ARN, valueSha256: 'a1b2' } });
    delivering.before = (step) => {
      if (step === 'login') throw new PortunusError('role_refused', 'sts');
    };
    return deliverRefresh(delivering.ports, { job: 'nightly', window: 'window-1' }, aCall(), 0);
  });
}

/** A finding in the stream of the activity table. */
function found(kind: 'changed' | 'unreadable') {
  const of = { pk: 'audit#2026-11-27#3', sk: '2026-11-27T09:30:00.000Z#r-1', sequenceNumber: '1' };
  return written((log) => createReportFinding(log)({ kind, of }, aCall()));
}

type Provoke = () => Promise<Line[]>;

function tableFault(operation: TableOperation, fault: TableFault, connector?: string): Provoke {
  return () =>
    linesOf(async () => {
      service.tables.inject(operation, fault, ALWAYS);
      await login(connector);
    });
}

function awsFault(action: 'AssumeRole' | 'GetAuthorizationToken', fault: Fault, remainingMs?: number): Provoke {
  return () =>
    linesOf(async () => {
      service.aws.standIn.faults.inject({ action, fault, times: ALWAYS });
      await login('shop-images', remainingMs);
    });
}

function packageFault(fault: Fault): Provoke {
  return () =>
    linesOf(async () => {
      service.aws.standIn.faults.inject({ action: 'codeartifact:GetAuthorizationToken', fault, times: ALWAYS });
      const place = { domain: 'shop', repository: 'packages' };
      const event = getLogin(await service.aws.issuer.mint(), place, 'shop-packages');
      await invoke('issue', { ...event, routeKey: 'GET /v1/connectors/{id}/codeartifact/credentials' });
    });
}

async function loginOfGoneIssuer(): Promise<Line[]> {
  const [url, audience] = ['https://127.0.0.1:9', 'https://portunus.example'];
  const gone = await createDemoIssuer(url, audience, () => new Date());
  await service.apply({ issuers: [{ id: 'gone-ci', url, kind: 'workload', audiences: [audience] }] });
  return linesOf(async () => invoke('issue', getLogin(await gone.mint())));
}

async function loginOfOrphan(): Promise<Line[]> {
  const { definition } = (await service.item('connector', 'shop-images')) ?? {};
  await service.put('connector', 'orphan', { ...definition, id: 'orphan', account: 'nowhere' });
  return linesOf(() => login('orphan'));
}

function forgedLogin(): Promise<Line[]> {
  return linesOf(async () => invoke('issue', getLogin(`${await service.aws.issuer.mint()}AAAA`)));
}

function refusedLogin(): Promise<Line[]> {
  return linesOf(() => login('bakery-images'));
}

function refusedAdministration(): Promise<Line[]> {
  return linesOf(() => service.ask({ route: 'GET /issuers', as: 'workload' }));
}

function changedIssuer(): Promise<Line[]> {
  return linesOf(() => service.ask({ route: 'PATCH /issuers/{id}', id: 'demo-ci', body: { maxTokenAgeSeconds: 901 } }));
}

async function stoppedLogin(): Promise<Line[]> {
  const body = { scope: { connector: 'shop-images' }, reason: 'leaked' };
  await service.ask({ route: 'POST /stop', body });
  try {
    return await linesOf(() => login('shop-images'));
  } finally {
    await service.ask({ route: 'POST /resume', body });
  }
}

function proposal() {
  const approval = {
    id: 'a1',
    target: { kind: 'issuer' as const, id: 'demo-ci' },
    proposedBy: { issuer: 'corp', subject: 'ada' },
  };
  return written((log) => createReportProposal(log)(approval, aCall()));
}

function verifyRun(failed: number) {
  const at = '2026-11-27T09:30:00.000Z';
  return written((log) =>
    createReportRun(log)({ startedAt: at, finishedAt: at, passed: 2, failed, notChecked: 0 }, aCall()),
  );
}

interface Row {
  readonly alarm: string;
  readonly fault: string;
  /** How often it must happen in one period. */
  readonly times: number;
  readonly provoke: Provoke;
  /** How many logins are issued meanwhile. */
  readonly logins?: number;
  /** Others that the same fault sets off, rightly. */
  readonly also?: readonly string[];
}

function row(alarm: string, fault: string, times: number, provoke: Provoke): Row {
  return { alarm, fault, times, provoke };
}

const PASSING = 3;
const REFUSALS = 100;
const CODES: readonly Row[] = [
  row('AuditUnavailableAlarm', 'a login whose record can not be stored', 1, tableFault('PutItem', 'throttle')),
  row(
    'AuditUnavailableAlarm',
    'a refusal that can not be recorded',
    1,
    tableFault('PutItem', 'throttle', 'bakery-images'),
  ),
  row('KeysUnavailableAlarm', 'an issuer that can not be reached', PASSING, loginOfGoneIssuer),
  row('TableUnavailableAlarm', 'a table that throttles', PASSING, tableFault('GetItem', 'throttle')),
  row('StsUnavailableAlarm', 'an STS that throttles', PASSING, awsFault('AssumeRole', 'throttle')),
  row('EcrUnavailableAlarm', 'an ECR that is down', PASSING, awsFault('GetAuthorizationToken', 'unavailable')),
  row('CodeartifactUnavailableAlarm', 'a CodeArtifact that throttles', PASSING, packageFault('throttle')),
  row('DeadlineExceededAlarm', 'an STS that hangs', PASSING, awsFault('AssumeRole', 'hang', 1_600)),
  row('MisconfiguredAlarm', 'a function that may not read the table', 1, tableFault('GetItem', 'access-denied')),
  row('ConnectorInvalidAlarm', 'a connector without its account', 1, loginOfOrphan),
  row('UpstreamInvalidAlarm', 'an STS that answers without credentials', 1, awsFault('AssumeRole', 'no-credentials')),
  row('InvokedDirectlyAlarm', 'a function that is invoked past the API', 1, written(direct)),
  row('InternalAlarm', 'a route that throws what nobody expects', 1, written(bug)),
  { ...row('TokensRejectedAlarm', 'a forged token', REFUSALS, forgedLogin), logins: 1 },
  { ...row('NotAllowedAlarm', 'a caller whom no grant lets in', REFUSALS, refusedLogin), logins: 1 },
  row('StoppedAlarm', 'a caller whom an operator has stopped', 1, stoppedLogin),
  { ...row('AdministrationRefusedAlarm', 'a job that asks for issuers', 5, refusedAdministration), logins: 1 },
  row('ApprovalWaitingAlarm', 'a change that waits for a second administrator', 1, proposal()),
  row('IssuersChangedAlarm', 'an issuer that an administrator changes', 1, changedIssuer),
];

const RATES: readonly Row[] = [
  row('NoLoginsAlarm', 'callers of whom nobody gets anything', 20, refusedLogin),
  {
    ...row(
      'ServerErrorsAlarm',
      'one request in twenty that is answered with 502',
      5,
      awsFault('AssumeRole', 'access-denied'),
    ),
    logins: 95,
    // Five per cent are fifty times what an objective of 99.9 % allows.
    also: ['ErrorBudgetFastAlarm', 'ErrorBudgetSlowAlarm'],
  },
  {
    ...row('ErrorBudgetFastAlarm', '15 failures in a thousand requests', 15, request({ status: 502, durationMs: 90 })),
    logins: 985,
    also: ['ErrorBudgetSlowAlarm'],
  },
  {
    ...row('ErrorBudgetSlowAlarm', '6 failures in a thousand requests', 6, request({ status: 502, durationMs: 90 })),
    logins: 994,
  },
  row('LatencyAlarm', 'logins that take three seconds', 1, request({ status: 200, durationMs: 3_000, issued: 1 })),
  row('AuditTamperedAlarm', 'a record that somebody changes', 1, found('changed')),
  row('AuditUnreadableAlarm', 'an item under the key of a record that is none', 1, found('unreadable')),
  row(
    'ArchiveFailingAlarm',
    'a bucket that can not be written',
    1,
    written((log) => createReportFailure(log)('archive', new Error('SlowDown'), aCall())),
  ),
  row(
    'DigestMissingAlarm',
    'a KMS that does not sign',
    1,
    written((log) => createReportDigestFailure(log)(new Error('DisabledException'), aCall())),
  ),
  row(
    'AccountKeyOldAlarm',
    'a key of an account that nothing rotates',
    1,
    written((log) => createReportAge(log)('build', 'AKIAIOSFODNN7EXAMPLE', 90, aCall())),
  ),
  row(
    'KeyRotationFailingAlarm',
    'a user that may not create a key',
    1,
    written((log) => createReportKeyFailure(log)('build', new PortunusError('conflict', 'request'), aCall())),
  ),
  row('ConnectorsFailingAlarm', 'a connector that fails', 1, verifyRun(1)),
  row('RefreshFailingAlarm', 'a job that fails for the fourth time in a row', 1, failing(3, 1_500)),
  row('RefreshLifeAlarm', 'a job whose login ends in less than ten minutes', 1, failing(0, 599)),
];

function repeated(lines: readonly Line[], times: number): Line[] {
  return Array.from({ length: times }, () => lines).flat();
}

/** The alarms on our own metrics, but those on the prober's, that lines set off, if they were all there is in a period. */
function setOffBy(lines: readonly Line[]): string[] {
  const samples = metricsOf(lines);
  const defaults = Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, Default]));
  return ownAlarms()
    .filter(([, { Properties }]) => isSetOff(Properties, samples, defaults))
    .map(([name]) => name)
    .toSorted();
}

function ownAlarms() {
  return Object.entries(resources).filter(
    ([name, { Type, Properties }]) =>
      Type === 'AWS::CloudWatch::Alarm' &&
      JSON.stringify(Properties).includes('"Portunus"') &&
      !name.startsWith('Probe') &&
      !LOOKED_AT_ELSEWHERE.includes(name),
  );
}

/** What CloudWatch has learnt, what it reads from the access log, and silence: no line of a handler shows it. */
const LOOKED_AT_ELSEWHERE: readonly string[] = [
  ...['FewerLoginsAlarm', 'ThrottledRequestsAlarm', 'GatewayRefusalsAlarm'],
  'VerifySilentAlarm',
];

describe('the alarms', () => {
  it.each([...CODES, ...RATES])('$fault sets off $alarm', async ({ alarm, provoke, times, logins = 0, also = [] }) => {
    const lines = await provoke();
    const others = repeated(await aLogin(), logins);
    expect(setOffBy([...repeated(lines, times), ...others])).toEqual([alarm, ...also].toSorted());
    // The limit has two sides.
    expect(setOffBy([...repeated(lines, times - 1), ...others])).not.toContain(alarm);
  });

  it('have a row for every one on our own metrics', () => {
    const provoked = new Set([...CODES, ...RATES].map(({ alarm }) => alarm));
    expect(ownAlarms().filter(([name]) => !provoked.has(name))).toEqual([]);
  });
});

describe('the alarm on the silence of the schedule that verifies', () => {
  it('goes off when no run has ended for a day, and is there only with that schedule', () => {
    expect(resources.VerifySilentAlarm).toMatchObject({
      Condition: 'HasVerifyRate',
      Properties: {
        Statistic: 'SampleCount',
        Period: 86_400,
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'missing',
      },
    });
    expect(JSON.stringify(resources.VerifySilentAlarm)).toContain('"connectorsVerified"');
  });
});

describe('a service that is well', () => {
  it.each<[string, Provoke]>([
    ['logins', () => linesOf(() => login())],
    ['a refusal', refusedLogin],
    ['a run of the schedule', written((log) => createReportDispatch(log)({ requestId: 'r-1', sent: 2, returned: 0 }))],
    ['a run through connectors of which none fails', verifyRun(0)],
    ['logins that take almost three seconds', request({ status: 200, durationMs: 2_999, issued: 1 })],
    ['a job’s first failures', failing(2, 600)],
  ])('sets off no alarm by %s', async (_what, provoke) => {
    expect(setOffBy(await provoke())).toEqual([]);
  });

  it('counts every login of a batch', async () => {
    const requests = ['shop-images', 'shop-images', 'no-such'].map((connectorId) => ({ connectorId }));
    const lines = await linesOf(() => service.ask({ route: 'POST /credentials', as: 'workload', body: { requests } }));
    expect(metricsOf(lines).filter(({ name }) => name === 'issued')).toMatchObject([{ value: 2 }]);
  });
});
