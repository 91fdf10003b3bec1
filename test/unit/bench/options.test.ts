import { describe, expect, test } from 'vitest';
import { readOptions } from '../../../bench/options.ts';

describe('the arguments of npm run bench', () => {
  test.each([
    [[], { run: ['sizes', 'calls', 'warm', 'cold'] }],
    [['cold', 'warm'], { run: ['cold', 'warm'] }],
    [['warm', '--json'], { run: ['warm'], history: '.reports/bench.jsonl' }],
    [['warm', '--json', '--history', 'mine.jsonl'], { run: ['warm'], history: 'mine.jsonl' }],
    [['compare'], { compare: '.reports/bench.jsonl' }],
    [['compare', '--history', 'mine.jsonl'], { compare: 'mine.jsonl' }],
    [['--help'], { help: true }],
  ])('%j are read', (args, expected) => {
    expect(readOptions(args)).toEqual(expected);
  });

  test.each([
    [['warmer'], 'there is no benchmark warmer'],
    [['toString'], 'there is no benchmark toString'],
    [['--jsonl'], "Unknown option '--jsonl'"],
    [['--history', 'mine.jsonl'], '--history has no effect without --json'],
    [['compare', '--json'], 'compare measures nothing'],
    [['warm', 'compare'], 'compare measures nothing'],
  ])('%j are refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
