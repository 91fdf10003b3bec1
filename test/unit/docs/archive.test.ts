// docs/archive.md: its table in Athena has the columns that events have, and its examples are what the function does.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newRecords } from '../../../shared/domain/stream-record.ts';
import { toOcsf } from '../../../shared/vending/archive/ocsf.ts';
import { eventsOf } from '../../../shared/vending/archive/publish.ts';
import { objectsOf } from '../../../shared/vending/archive/write-archive.ts';
import { aBatch, ITEMS } from '../../support/stream.ts';

const PAGE = readFileSync('docs/archive.md', 'utf8');
const [ddl = '', ...queries] = [...PAGE.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => sql);
const BATCH = aBatch(...Object.values(ITEMS).map((after) => ({ after })));

/** The paths of all columns, structs and their members: `actor`, `actor.user`, `actor.user.uid`. */
function columns(): readonly string[] {
  const [, declared = ''] = /portunus_audit \(([\s\S]*?)\n\)\nPARTITIONED/.exec(ddl) ?? [];
  const paths: string[] = [];
  const open: string[] = [];
  // A name and its type, or the end of a struct. The names of types alone are no columns.
  for (const [, name, type] of declared.matchAll(/`?(\w+)`?[ :](struct<|array<\w+>|\w+)|>/g)) {
    if (name === undefined) open.pop();
    else paths.push([...open, name].join('.'));
    if (name !== undefined && type === 'struct<') open.push(name);
  }
  return paths;
}

/** The paths of an event's members, as the SerDe reads them: in small letters. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const below = [...path, name.toLowerCase()];
    return [below.join('.'), ...pathsIn(each, below)];
  });
}

describe('the table in Athena', () => {
  it('has columns that events have', () => {
    const origin = { ...BATCH.origin, version: '1.2.3' };
    const there = new Set(newRecords(BATCH).flatMap((each) => pathsIn(toOcsf(each, origin))));
    expect(columns().length).toBeGreaterThan(30);
    expect(columns().filter((path) => !there.has(path))).toEqual([]);
  });

  it('has its partitions where the function writes', () => {
    const [, template = ''] = /'storage.location.template' =\s+'s3:\/\/BUCKET\/([^']+)'/.exec(ddl) ?? [];
    const pattern = template.replaceAll(/\$\{\w+\}/g, '[\\w-]+');
    expect(objectsOf(BATCH, '1.2.3')[0]?.key).toMatch(new RegExp(`^${pattern}[^/]+$`));
  });

  it.each(queries.map((sql) => [sql.split('\n')[0], sql]))(
    'has every column that is asked for: %s',
    (_first, sql = '') => {
      const known = new Set(columns());
      const asked = [
        ...sql.replaceAll('"', '').matchAll(/\b(?:metadata|actor|service|entity|src_endpoint|unmapped)[.\w]+/g),
      ];
      expect(asked.map(([path]) => path).filter((path) => !known.has(path))).toEqual([]);
      expect(sql).toMatch(/WHERE day /);
    },
  );

  it('is asked five questions', () => {
    expect(queries).toHaveLength(5);
  });
});

it('the event on the page is what is published', () => {
  const [, example = ''] = PAGE.split('\n## Events\n')[1]?.match(/```json\n([\s\S]*?)```/) ?? [];
  const { source, 'detail-type': detailType, detail } = JSON.parse(example);
  const [event] = eventsOf(aBatch({ after: ITEMS.denied }));
  expect([source, detailType]).toEqual(['portunus', event?.detailType]);
  expect(detail).toEqual(JSON.parse(event?.detail ?? ''));
});

it('the policy of the bucket is JSON that lets the function add, and nobody replace', () => {
  const [, text = ''] = PAGE.split('<!-- archive-bucket -->\n```json\n');
  const { Statement } = JSON.parse(text.slice(0, text.indexOf('```')));
  const data = JSON.parse(readFileSync('deploy/data.template.json', 'utf8'));
  const own = data.Resources.ArchiveBucketPolicy.Properties.PolicyDocument.Statement;
  const replaced = (statements: readonly { Sid: string; Condition: object }[]) =>
    statements.find(({ Sid }) => Sid === 'NeverReplace');
  expect(Statement[0]).toMatchObject({ Effect: 'Allow', Action: 's3:PutObject' });
  expect(replaced(Statement)).toMatchObject({ Effect: 'Deny', Action: 's3:PutObject' });
  expect(replaced(own)?.Condition).toEqual(replaced(Statement)?.Condition);
});
