// What all functions answer, and what the command prints, is byte for byte what is recorded.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const RECORDED = readFileSync('test/fixtures/recorded/answers.jsonl', 'utf8').trimEnd().split('\n');

const parsed = (line = 'null'): unknown => JSON.parse(line);

it('every recorded request is answered as it was, and every command prints what it did', async () => {
  // In a process of its own: what another test file has loaded of a function keeps the real clock and UUIDs.
  const run = promisify(execFile)(process.execPath, ['run.mjs', 'test/recorded/record.ts'], { maxBuffer: 2 ** 26 });
  const answered = (await run).stdout.trimEnd().split('\n');
  const differing = answered.flatMap((line, index) => (line === RECORDED[index] ? [] : index));
  // The first few show what changed; the others often follow from them.
  const first = differing.slice(0, 3);
  expect(first.map((index) => parsed(answered[index]))).toEqual(first.map((index) => parsed(RECORDED[index])));
  // Members in another order are other bytes.
  expect(differing).toEqual([]);
  expect(answered.length).toBe(RECORDED.length);
});
