// What a request brings: how it may be written, and how it may not. Nothing of a refused one is stored.
import { describe, expect, it } from 'vitest';
import { type Ask, useAdminService } from '../../support/admin.ts';
import { anAccountToWrite, anIssuerToWrite, type WrittenDefinition } from '../../support/admin-definitions.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminService();
function invalid(...fields: readonly string[]) {
  return {
    status: 400,
    code: 'invalid_request',
    stage: 'request',
    fields,
  };
}

/** A stored account, and what writes it in each way. */
async function writes(): Promise<readonly Ask[]> {
  const stored = anAccountToWrite();
  await service.apply({ accounts: [stored] });
  const headers = { 'if-match': '*' };
  return [
    { route: 'POST /accounts' },
    { route: 'PUT /accounts/{id}', id: stored.id, headers },
    { route: 'PATCH /accounts/{id}', id: stored.id },
  ];
}

describe('a body', () => {
  it.each([
    ['absent', undefined],
    ['null, as the gateway sends for none', null],
    ['empty', ''],
    ['blank', ' '],
    ['the word null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '7'],
    ['true', 'true'],
    ['not JSON', '{"id":'],
    ['YAML', 'id: x'],
    ['two objects', '{}{}'],
    ['with a name twice', '{"id":"a-b","id":"a-c"}'],
    ['with a name twice, one of them escaped', '{"id":"a-b","\\u0069d":"a-c"}'],
    ['nested too deeply', `{"x":${'['.repeat(10)}${']'.repeat(10)}}`],
    ['with half a surrogate pair', '{"id":"\\ud800"}'],
    ['with a byte order mark', '\ufeff{}'],
    ['an object', { id: 'x' }],
  ])('that is %s is refused', async (_what, body) => {
    for (const ask of await writes()) {
      const answer = await service.ask({ ...ask, event: { body } });
      expectProblem(answer, invalid('body'));
    }
  });

  it('may be base64, as the gateway sends what it takes for binary', async () => {
    const definition = anAccountToWrite();
    const body = Buffer.from(JSON.stringify(definition)).toString('base64');
    const answer = await service.ask({ route: 'POST /accounts', body, event: { isBase64Encoded: true } });
    expect([answer.status, answer.body]).toEqual([201, definition]);
  });

  it.each([
    ['base64 of no JSON', Buffer.from('id: x').toString('base64')],
    ['base64 of what is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('base64')],
    ['no base64', '{"id":"a-b"}'],
  ])('that is %s is refused', async (_what, body) => {
    for (const ask of await writes()) {
      expectProblem(await service.ask({ ...ask, body, event: { isBase64Encoded: true } }), invalid('body'));
    }
  });
});

describe('a body of 16 KiB', () => {
  /** An issuer of so many bytes, as whitespace and as content that counts. */
  const ofSize = (definition: WrittenDefinition, bytes: number): string => {
    const text = JSON.stringify(definition);
    return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
  };

  it('is taken', async () => {
    const definition = anIssuerToWrite();
    const answer = await service.ask({ route: 'POST /issuers', body: ofSize(definition, 16_384) });
    expect([answer.status, answer.body]).toEqual([201, definition]);
  });

  it('and one byte is too large, in whatever characters', async () => {
    const texts = [ofSize(anIssuerToWrite(), 16_385), `{"id":"${'€'.repeat(5_500)}"}`];
    for (const body of texts) {
      for (const ask of await writes()) {
        const answer = await service.ask({ ...ask, body });
        expectProblem(answer, { status: 413, code: 'payload_too_large', stage: 'request' });
      }
    }
  });

  it('in base64 is measured as what it stands for', async () => {
    const definition = anIssuerToWrite();
    const body = Buffer.from(ofSize(definition, 16_384)).toString('base64');
    const answer = await service.ask({ route: 'POST /issuers', body, event: { isBase64Encoded: true } });
    expect(answer.status).toBe(201);
  });
});

describe('query parameters', () => {
  it('are taken by no route that writes', async () => {
    const body = anAccountToWrite();
    for (const ask of await writes()) {
      const answer = await service.ask({ ...ask, body, query: { awsAccountId: '1', ['x'.repeat(60)]: '1' } });
      expectProblem(answer, invalid('awsAccountId', 'x'.repeat(48)));
    }
    expect(await service.item('account', body.id)).toBeUndefined();
  });

  it.each([
    ['GET /accounts/{id}', 'build'],
    ['GET /connectors/{id}', 'shop-images'],
    ['DELETE /accounts/{id}', 'build'],
    ['POST /refresh-jobs/{id}/run', 'shop-servers'],
  ])('are not taken by %s, and neither is a body', async (route, id) => {
    const headers = { 'if-match': '*' };
    expectProblem(await service.ask({ route, id, headers, query: { force: 'true' } }), invalid('force'));
    expectProblem(await service.ask({ route, id, headers, body: { force: true } }), invalid('body'));
    expect(await service.item('account', 'build')).toMatchObject({ version: 1, deleted: false });
  });

  it('with a name that is no text for a terminal are told in one that is', async () => {
    const query = { 'a\u0007\u001b[2Jé': '1' };
    const answer = await service.ask({ route: 'GET /accounts/{id}', id: 'build', query });
    expectProblem(answer, invalid('a???2J?'));
  });

  it.each(['Build', 'a', '../x', `a${'b'.repeat(63)}`, ''])('a path with the id "%s" is refused', async (id) => {
    for (const route of ['GET /accounts/{id}', 'PATCH /accounts/{id}', 'POST /connectors/{id}/explain']) {
      const body = route.startsWith('GET') ? undefined : {};
      expectProblem(await service.ask({ route, id, body }), invalid('id'));
    }
  });
});
