// docs/audit.md tells of every action and every field that a record can have.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RECORDED_ACTIONS, RECORDED_OUTCOMES, StoredRecord } from '../../../shared/domain/audit-record.ts';

const PAGE = readFileSync('docs/audit.md', 'utf8');
/** Texts in code type, with the first part of those like `issued.source`. */
const NAMED = new Set([...PAGE.matchAll(/`([\w-]+)(?:\.\w+)?`/g)].map(([, name]) => name));

it.each([
  ...RECORDED_ACTIONS,
  ...RECORDED_OUTCOMES,
  ...Object.keys(StoredRecord.entries),
  ...Object.keys(StoredRecord.entries.caller.entries),
])('docs/audit.md says what %s is', (name) => {
  expect(NAMED).toContain(name);
});
