import { describe, expect, it } from 'vitest';
import { createReadConnector } from '../../../../shared/aws/dynamodb/read-connector.ts';
import { aWrittenConnector } from '../../../support/builders.ts';

function anItem(overrides: Record<string, unknown> = {}, version = 1) {
  const definition = aWrittenConnector(overrides);
  return {
    kind: { S: 'connector' },
    id: { S: String(definition.id) },
    schema: { N: '1' },
    version: { N: String(version) },
    definition: { S: JSON.stringify(definition) },
  };
}

describe('a connector that is read again', () => {
  it('is not parsed again if its item is equal', () => {
    const read = createReadConnector();
    expect(read(anItem())).toBe(read(anItem()));
  });

  it('is disabled as soon as its item says so', () => {
    const read = createReadConnector();
    expect(read(anItem())).toMatchObject({ version: 1, value: { enabled: true } });
    expect(read(anItem({ enabled: false }, 2))).toMatchObject({ version: 2, value: { enabled: false } });
  });

  it('is disabled as well if somebody wrote it into the table and left the version as it was', () => {
    const read = createReadConnector();
    read(anItem());
    expect(read(anItem({ enabled: false }))).toMatchObject({ version: 1, value: { enabled: false } });
  });

  it('is unreadable as soon as one attribute of its item is', () => {
    const read = createReadConnector();
    read(anItem());
    expect(read({ ...anItem(), schema: { N: '2' } })).toMatchObject({ unreadable: expect.stringContaining('schema') });
  });

  it('is another one under another id', () => {
    const read = createReadConnector();
    read(anItem());
    expect(read(anItem({ id: 'docs-images' }))).toMatchObject({ value: { id: 'docs-images' } });
  });

  it('can be changed by no request, because others get the same', () => {
    const connector = createReadConnector()(anItem());
    const grants = 'value' in connector ? connector.value.grants : [];
    expect(() => Object.assign(grants[0] ?? {}, { issuer: 'another' })).toThrow(TypeError);
    expect(() => grants.pop()).toThrow(TypeError);
  });
});

describe('parsed connectors', () => {
  const read100 = (read: ReturnType<typeof createReadConnector>) =>
    Array.from({ length: 100 }, (_, index) => read(anItem({ id: `connector-${index}` })));

  it('are kept up to a hundred', () => {
    const read = createReadConnector();
    const [first] = read100(read);
    expect(read(anItem({ id: 'connector-0' }))).toBe(first);
  });

  it('are dropped before there is one more', () => {
    const read = createReadConnector();
    const [first] = read100(read);
    read(anItem({ id: 'one-more' }));
    expect(read(anItem({ id: 'connector-0' }))).not.toBe(first);
    expect(read(anItem({ id: 'connector-0' }))).toEqual(first);
  });
});
