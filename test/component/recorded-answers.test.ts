// What all functions answer, and what the command prints, is byte for byte what is recorded.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordAnswers } from '../recorded/answers.ts';

const RECORDED = readFileSync('test/fixtures/recorded/answers.jsonl', 'utf8').trimEnd().split('\n');

it('every recorded request is answered as it was, and every command prints what it did', {
  timeout: 120_000,
}, async () => {
  const answered: string[] = [];
  for await (const line of recordAnswers()) answered.push(line);
  // The first few are enough to see what changed: what follows from them is as long as the record.
  const differing = answered.filter((line, index) => line !== RECORDED[index]).slice(0, 3);
  expect(differing).toEqual(differing.map((line) => RECORDED[answered.indexOf(line)]));
  expect(answered.length).toBe(RECORDED.length);
});
