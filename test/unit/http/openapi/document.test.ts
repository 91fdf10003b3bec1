// What the description says of itself: names, examples and schemas.
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../shared/domain/errors.ts';
import { statusOf } from '../../../../shared/http/response/problem.ts';
import { type DescribedOperation, type MediaType, readOpenApi } from '../../../support/openapi.ts';

const { document, operations, responseOf, faultOf } = readOpenApi({ closed: true });
const OPERATIONS = [...operations];

/** The faults of the examples of a body or an answer. */
function faultsIn(contents: Readonly<Record<string, MediaType>> = {}): readonly string[] {
  return Object.entries(contents).flatMap(([mediaType, { schema, examples = {} }]) =>
    Object.entries(examples).flatMap(([name, { value }]) => {
      const fault = faultOf(schema, value);
      return fault === undefined ? [] : [`${mediaType}, ${name}: ${fault}`];
    }),
  );
}

function statusesOf({ responses }: DescribedOperation): readonly number[] {
  return Object.keys(responses).map(Number);
}

describe.each(OPERATIONS)('%s', (_route, operation) => {
  it('has examples that its schemas take', () => {
    expect(faultsIn(operation.requestBody?.content)).toEqual([]);
    expect(statusesOf(operation).flatMap((status) => faultsIn(responseOf(operation, status)?.content))).toEqual([]);
  });

  it('has an example of each answer with a body, and of the body that it takes', () => {
    const contents = [
      operation.requestBody?.content ?? {},
      ...statusesOf(operation).map((status) => responseOf(operation, status)?.content ?? {}),
    ].flatMap((content) => Object.values(content));
    expect(contents.filter(({ examples }) => Object.keys(examples ?? {}).length === 0)).toEqual([]);
  });

  it('has examples of parameters that their schemas take', () => {
    const given = (operation.parameters ?? []).filter(({ example }) => example !== undefined);
    expect(given.flatMap(({ schema, example }) => faultOf(schema, example) ?? [])).toEqual([]);
  });
});

describe('the document', () => {
  it('names each operation once, in a way that methods can be named', () => {
    const names = OPERATIONS.map(([, { operationId }]) => operationId);
    expect(names.filter((name) => !/^[a-z][A-Za-z]{2,40}$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every error code that an answer can have, under its status', () => {
    const { components } = document as { components: { responses: Record<string, never> } };
    const text = JSON.stringify(components.responses);
    // The first two are in the log and the history of jobs alone, and the others in answers to the console's own pages.
    const inAnswers = ERROR_CODES.filter((code) => !/^(?:destination|sign_in|fresh_sign_in)_/.test(code));
    expect(inAnswers.filter((code) => !text.includes(`"urn:portunus:error:${code}"`))).toEqual([]);
    const [, login] = OPERATIONS.find(([route]) => route === 'GET /connectors/{id}/ecr/credentials') ?? [];
    const missing = inAnswers.filter((code) => login && responseOf(login, statusOf(code)) === undefined);
    expect(missing).toEqual(['payload_too_large', 'conflict', 'precondition_failed']);
  });

  it('has no pattern with Unicode properties, which readers in Python and Go do not know', () => {
    const patterns = JSON.stringify(document).match(/"pattern":"(?:[^"\\]|\\.)*"/g) ?? [];
    expect(patterns.length).toBeGreaterThan(30);
    expect(patterns.filter((pattern) => /\\p\{/i.test(pattern))).toEqual([]);
  });

  it('names the schema of a body that has two media types, of which generators would make two classes', () => {
    const schemas = OPERATIONS.flatMap(([, { requestBody }]) => {
      const contents = Object.values(requestBody?.content ?? {});
      return contents.length > 1 ? contents.map(({ schema }) => schema) : [];
    });
    expect(new Set(schemas.map((schema) => JSON.stringify(schema)))).toEqual(
      new Set(['{"$ref":"#/components/schemas/MergePatch"}']),
    );
  });

  it('refuses a member that a body does not have', () => {
    const bodies = OPERATIONS.flatMap(([route, { requestBody }]) =>
      Object.entries(requestBody?.content ?? {}).flatMap(([, { schema, examples = {} }]) =>
        Object.values(examples).map(({ value }) => ({ route, schema, value })),
      ),
    );
    const taken = bodies.filter(
      ({ schema, value }) => faultOf(schema, { ...(value as object), unheard: 1 }) === undefined,
    );
    // A merge patch can name any field.
    expect([...new Set(taken.map(({ route }) => route.split(' ')[0]))]).toEqual(['PATCH']);
  });
});
