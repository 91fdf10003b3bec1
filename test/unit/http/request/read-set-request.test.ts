import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { readPlanMatch, readSet } from '../../../../shared/http/request/read-set-request.ts';
import { anAccount, aWrittenConnector } from '../../../support/builders.ts';

function eventOf(body: unknown, headers: object = {}): HttpEvent {
  return { headers, body: JSON.stringify(body) } as unknown as HttpEvent;
}
function accounts(count: number) {
  return Array.from({ length: count }, (_, index) => ({ ...anAccount(), id: `account-${index}` }));
}

describe('a set in a request', () => {
  it('is read with each definition as it was written, and as it is meant', () => {
    const connector = aWrittenConnector();
    const { definitions, ...flags } = readSet(eventOf({ prune: true, definitions: { connectors: [connector] } }));
    expect(flags).toEqual({ dryRun: false, prune: true, allowEmpty: false });
    const [{ written, value } = { written: undefined, value: undefined }] = definitions.connectors;
    expect(written).toEqual(connector);
    expect(value).toMatchObject({ id: connector.id, enabled: true, serves: ['ecr'] });
    expect([definitions.issuers, definitions.accounts, definitions.refreshJobs]).toEqual([[], [], []]);
  });

  it('has 2,000 definitions at most, in all lists together', () => {
    expect(readSet(eventOf({ definitions: { accounts: accounts(2_000) } })).definitions.accounts).toHaveLength(2_000);
    const tooMany = { accounts: accounts(1_999), connectors: [{}, {}] };
    expect(() => readSet(eventOf({ definitions: tooMany }))).toThrow('definitions: must be at most 2000 in all');
  });

  it('nests three levels deeper than other bodies, and no further', () => {
    const nested = (levels: number) => ({
      definitions: { accounts: [JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)] },
    });
    expect(() => readSet(eventOf(nested(10)))).toThrow('accounts[0]');
    expect(() => readSet(eventOf(nested(11)))).toThrow('nested too deeply');
  });

  it('names a fault as a file does', () => {
    const connectors = [aWrittenConnector(), aWrittenConnector({ grants: [{ issuer: 'A' }] })];
    expect(() => readSet(eventOf({ definitions: { connectors } }))).toThrow('connectors[1].grants[0].issuer');
  });
});

describe('the plan that is to be written', () => {
  it('is any, or the one whose ETag is sent', () => {
    const digest = '0123456789abcdef'.repeat(2);
    expect(readPlanMatch(eventOf({}))).toEqual({});
    expect(readPlanMatch(eventOf({}, { 'if-match': `"${digest}"` }))).toEqual({ ifMatch: digest });
    for (const tag of ['*', digest, `W/"${digest}"`, `"${digest}", "x"`, '"1"']) {
      expect(() => readPlanMatch(eventOf({}, { 'if-match': tag }))).toThrow('if-match');
    }
  });
});
