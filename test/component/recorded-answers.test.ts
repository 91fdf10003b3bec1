// What all functions answer, and what the command prints, is byte for byte what is recorded.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordAnswers } from '../recorded/answers.ts';

const RECORDED = readFileSync('test/fixtures/recorded/answers.jsonl', 'utf8').trimEnd().split('\n');

const parsed = (line = 'null'): unknown => JSON.parse(line);

it('every recorded request is answered as it was, and every command prints what it did', {
  timeout: 120_000,
}, async () => {
  const answered: string[] = [];
  for await (const line of recordAnswers()) answered.push(line);
  const differing = answered.flatMap((line, index) => (line === RECORDED[index] ? [] : index));
  // The first few show what changed; the others often follow from them.
  const first = differing.slice(0, 3);
  expect(first.map((index) => parsed(answered[index]))).toEqual(first.map((index) => parsed(RECORDED[index])));
  // Members in another order are other bytes.
  expect(differing).toEqual([]);
  expect(answered.length).toBe(RECORDED.length);
});
