// A batch where something fails on the way: what can be had is had, what can not be recorded is not given.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditItems, secretsOf } from '../../support/audit-records.ts';
import { postBatch, putConnector } from '../../support/batch.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { startTablesService } from '../../support/proxied-service.ts';
import type { Answer, Service } from '../../support/service.ts';
import type { TableProxy } from '../../support/table-proxy.ts';
import { useServiceOf } from '../../support/use-service.ts';

let tables: TableProxy;
const service = useServiceOf(startTablesService);
const limits = useNoTimeLimits();
let invoke: Service['invoke'];
let token: string;
let logBefore: number;

const ALWAYS = Number.POSITIVE_INFINITY;
function item(index: number, connectorId = 'shop-images') {
  return { connectorId, durationSeconds: 900 + index };
}
const THREE = [item(0), item(1), item(2)];

beforeAll(async () => {
  ({ tables, token } = service);
  await putConnector(service, 'broken', { account: 'no-such-account' });
  for (const id of ['shop-b', 'shop-c']) await putConnector(service, id, {});
});
beforeEach(async () => {
  invoke = await service.freshEnvironment('issue');
  // Issuer and account are held from here on.
  await invoke('issue', postBatch(token, { requests: [item(600)] }));
  service.aws.standIn.calls.length = 0;
  service.aws.standIn.issued.length = 0;
  logBefore = service.logged().length;
});
afterEach(() => {
  tables.clear();
  service.aws.standIn.faults.clear();
});

function batch(requests: readonly object[]) {
  return invoke('issue', postBatch(token, { requests }));
}
function codesOf({ body }: Answer): (string | undefined)[] {
  return body.results.map(({ error }: { error?: { code: string } }) => error?.code);
}
function faultsLogged() {
  return service
    .logged()
    .slice(logBefore)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((line) => line.message === 'fault' || line.level === 'error')
    .map(({ requestId, code }) => ({ requestId, code }));
}
async function outcomes({ body }: Answer) {
  return (await auditItems(service.aws))
    .filter((record) => record.requestId?.S === body.requestId)
    .sort((one, other) => Number(one.item?.N) - Number(other.item?.N))
    .map(({ outcome, code }) => code?.S ?? outcome?.S);
}

describe('a batch', () => {
  it('gives what it can where the table goes down in the middle', async () => {
    tables.inject('BatchGetItem', 'reset', ALWAYS, 1);
    const answer = await batch([item(0), item(1, 'shop-b'), item(2, 'shop-c')]);
    expect(answer.status).toBe(200);
    const codes = codesOf(answer);
    expect([...codes].sort()).toEqual(['table_unavailable', 'table_unavailable', undefined]);
    const failed = answer.body.results.find(({ status }: { status: number }) => status !== 200);
    expect(failed.error).toMatchObject({ status: 503, stage: 'connector', retryable: true });
    expect(await outcomes(answer)).toEqual(codes.map((code) => code ?? 'issued'));
    const { requestId } = answer.body;
    expect(faultsLogged()).toEqual(Array(2).fill({ requestId, code: 'table_unavailable' }));
  });

  it('gives no login for the item whose record could not be kept', async () => {
    // A refusal is not tried again: just one item meets it.
    tables.inject('PutItem', 'access-denied', 1, 1);
    const answer = await batch(THREE);
    const codes = codesOf(answer);
    expect([...codes].sort()).toEqual(['audit_unavailable', undefined, undefined]);
    const without = answer.body.results[codes.indexOf('audit_unavailable')];
    expect(Object.keys(without).sort()).toEqual(['connectorId', 'error', 'status']);
    expect(without.status).toBe(503);
    expect(await outcomes(answer)).toEqual(['issued', 'issued']);
    // Three were issued, and the secrets of one of them are nowhere in the answer.
    const passwords = service.aws.standIn.issued.flatMap((one) => ('authorizations' in one ? one.authorizations : []));
    expect(passwords).toHaveLength(3);
    expect(passwords.filter(({ password }) => answer.text.includes(password))).toHaveLength(2);
    expect(faultsLogged()).toEqual([{ requestId: answer.body.requestId, code: 'audit_unavailable' }]);
  });

  it('tells the operator of every item that failed or was refused', async () => {
    const fault = { error: { code: 'AccessDenied', status: 403, message: 'CANARY' } };
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault });
    const answer = await batch([item(0), item(1, 'bakery-images'), item(2, 'broken'), item(3, 'nobody-knows')]);
    expect(codesOf(answer)).toEqual(['role_refused', 'not_allowed', 'connector_invalid', 'not_allowed']);
    const { requestId } = answer.body;
    expect(faultsLogged().sort((one, other) => one.code.localeCompare(other.code))).toEqual([
      { requestId, code: 'connector_invalid' },
      { requestId, code: 'not_allowed' },
      { requestId, code: 'not_allowed' },
      { requestId, code: 'role_refused' },
    ]);
    expect(service.logged()).not.toContain('CANARY');
    expect(answer.text).not.toContain('CANARY');
  });

  it('answers at the deadline what was done by then', async () => {
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: 'hang', times: ALWAYS });
    const asked = batch([...THREE, item(3, 'bakery-images')]);
    await limits.pass(10_000, () => service.aws.standIn.calls.length === 3);
    const answer = await asked;
    expect(answer.status).toBe(200);
    expect(codesOf(answer)).toEqual([...Array(3).fill('deadline_exceeded'), 'not_allowed']);
    expect(await outcomes(answer)).toEqual([...Array(3).fill('deadline_exceeded'), 'not_allowed']);
  });

  it('writes no secret into its log', async () => {
    const before = service.aws.standIn.issued.length;
    const answer = await batch(THREE);
    expect(codesOf(answer)).toEqual([undefined, undefined, undefined]);
    const secrets = secretsOf(service.aws);
    expect(secrets.length).toBeGreaterThan(before);
    const kept = [service.logged(), JSON.stringify(await auditItems(service.aws))];
    expect(secrets.filter((secret) => kept.some((text) => text.includes(secret)))).toEqual([]);
  });
});
