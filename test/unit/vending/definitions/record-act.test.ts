// What administration leaves in the audit: an act before it is done, and a refusal or failure after it.
import { describe, expect, it, vi } from 'vitest';
import type { ActRecord } from '../../../../shared/domain/audit-record.ts';
import type { Call } from '../../../../shared/domain/call.ts';
import { notAllowed, PortunusError } from '../../../../shared/domain/errors.ts';
import type { Trial } from '../../../../shared/domain/explanation.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { explainRecorded, recordAndDo, recordRefusedAct } from '../../../../shared/vending/definitions/record-act.ts';
import { aCall, anIamCaller, aPerson, NOW } from '../../../support/builders.ts';

const CALL = aCall({ sourceIp: '192.0.2.7', userAgent: 'portunus/1' });
const BY = { issuer: 'corp', subject: 'ada' };
const ACT = { action: 'stop', kind: 'connector', id: 'team-a', reason: 'leaked' } as const;
const UNAVAILABLE = new PortunusError('audit_unavailable', 'audit');

/** An audit that refuses records of these outcomes. What is recorded and done stands in `steps`, in its order. */
function anAudit(...refused: readonly ActRecord['outcome'][]) {
  const records: ActRecord[] = [];
  const steps: string[] = [];
  const faults: PortunusError[] = [];
  const calls: Call[] = [];
  const recordAct = async (record: ActRecord, call: Call) => {
    calls.push(call);
    if (refused.includes(record.outcome)) throw UNAVAILABLE;
    records.push(record);
    steps.push(record.outcome);
  };
  const ports = { recordAct, reportFault: (fault: PortunusError) => void faults.push(fault) };
  return { ports, records, steps, faults, calls };
}

describe('an act', () => {
  it('is recorded before it is done', async () => {
    const { ports, steps, records } = anAudit();
    const work = async () => void steps.push('work');
    await recordAndDo(ports, ACT, BY, CALL, work);
    expect(steps).toEqual(['done', 'work']);
    expect(records).toEqual([
      {
        ...{ requestId: CALL.requestId, time: NOW, sourceIp: '192.0.2.7', userAgent: 'portunus/1' },
        ...{ caller: BY, ...ACT, outcome: 'done' },
      },
    ]);
  });

  it('that can not be recorded is not done', async () => {
    const { ports, steps } = anAudit('done');
    const work = async () => void steps.push('work');
    await expect(recordAndDo(ports, ACT, BY, CALL, work)).rejects.toBe(UNAVAILABLE);
    expect(steps).toEqual([]);
  });

  it.each([
    ['is', [], true],
    ['is not', ['failed' as const], false],
  ])('that fails has a second record, and says if that %s there', async (_what, refused, expected) => {
    const { ports, records } = anAudit(...refused);
    const error = new PortunusError('table_unavailable', 'connector');
    const failureRecorded = vi.fn<() => void>();
    const call = { ...CALL, failureRecorded };
    await expect(recordAndDo(ports, ACT, BY, call, () => Promise.reject(error))).rejects.toBe(error);
    expect(failureRecorded).toHaveBeenCalledTimes(expected ? 1 : 0);
    if (expected)
      expect(records.at(-1)).toMatchObject({ action: 'stop', outcome: 'failed', code: 'table_unavailable' });
  });
});

describe('administration that is refused', () => {
  const about = { route: 'PATCH /v1/connectors/{id}', kind: 'connector', id: 'team-a' };
  const refuse = (audit: ReturnType<typeof anAudit>, error: unknown, call = CALL) =>
    recordRefusedAct(audit.ports, about, anIamCaller(), call, error);

  it('is recorded with who asked for what, and why not', async () => {
    const audit = anAudit();
    await refuse(audit, notAllowed('no_administrator'));
    const subject = 'arn:aws:iam::123456789012:role/build-agents';
    expect(audit.records).toMatchObject([
      {
        ...{ action: 'administration', ...about, outcome: 'refused' },
        ...{ code: 'not_allowed', reason: 'no_administrator', sourceIp: '192.0.2.7' },
        caller: { issuer: 'aws-iam', subject, sessionName: 'build-42', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' },
      },
    ]);
  });

  it('for its fields names them', async () => {
    const audit = anAudit();
    const errors = [{ field: 'id', detail: 'is taken' }];
    await refuse(audit, new PortunusError('conflict', 'request', { errors }));
    expect(audit.records).toMatchObject([{ outcome: 'refused', code: 'conflict', reason: 'id: is taken' }]);
  });

  it.each([
    ['table_unavailable', new PortunusError('table_unavailable', 'connector')],
    ['internal', new TypeError('a bug')],
  ])('is a failure if it was no decision (%s)', async (code, error) => {
    const audit = anAudit();
    await refuse(audit, error);
    expect(audit.records).toMatchObject([{ outcome: 'failed', code }]);
  });

  it('stays refused if it can not be recorded, and the operator hears of it', async () => {
    const audit = anAudit('refused');
    await refuse(audit, notAllowed('no_administrator'));
    expect(audit.faults).toMatchObject([{ code: 'audit_unavailable', reason: 'refusal_not_recorded' }]);
  });

  it('is not recorded where the audit is what failed', async () => {
    const audit = anAudit();
    await refuse(audit, UNAVAILABLE);
    expect(audit.calls).toEqual([]);
  });

  it('is recorded after the deadline too', async () => {
    const audit = anAudit();
    await refuse(audit, notAllowed('no_administrator'), aCall({ signal: AbortSignal.abort() }));
    expect(audit.calls.map(({ signal }) => signal.aborted)).toEqual([false]);
  });
});

describe('an explanation', () => {
  const explain = async (trial: Trial) => {
    const { ports, records } = anAudit();
    const parameters = { connectorId: 'team-a', format: 'json' } as const;
    const request = { action: 'ecr-login', parameters, trial } as const;
    expect(await explainRecorded(ports, request, aPerson({ administrator: true }), CALL, async () => 7)).toBe(7);
    return records;
  };

  it('of what the caller itself may do is not recorded', async () => {
    expect(await explain('the caller itself')).toEqual([]);
  });

  it.each<[string, Trial]>([
    // sha256sum of the text "token"
    ['token 3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0', { token: new Secret('token') }],
    ['claims {"iss":"ci","sub":"repo:a"}', { issuer: 'ci', claims: { sub: 'repo:a' } }],
    ['claims {}', { claims: {} }],
  ])('of what another may do says whose it is: %s', async (reason, trial) => {
    const what = { action: 'explain', kind: 'connector', id: 'team-a', outcome: 'done', reason };
    expect(await explain(trial)).toMatchObject([what]);
  });
});
