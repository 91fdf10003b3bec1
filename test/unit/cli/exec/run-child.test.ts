import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChild } from '../../../../cli/exec/run-child.ts';
import { eventually } from '../../../support/eventually.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-child-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENV = { PATH: process.env.PATH ?? '' };
const sh = (script: string, ...args: string[]) => runChild(['sh', '-c', script, 'sh', ...args], ENV);

it('ends as the child does', async () => {
  expect(await sh('exit 0')).toEqual({ code: 0 });
  expect(await sh('exit 42')).toEqual({ code: 42 });
});

it('ends as a shell does for a child that a signal ended', async () => {
  expect(await sh('kill -TERM $$')).toEqual({ code: 143 });
  expect(await sh('kill -KILL $$')).toEqual({ code: 137 });
});

it('passes arguments on as they are, without a shell between', async () => {
  expect(await sh('[ "$1" = "a b;\\$(exit 9)" ]', 'a b;$(exit 9)')).toEqual({ code: 0 });
});

it('says what can not be started, with the codes of a shell', async () => {
  expect(await runChild([join(folder, 'missing')], ENV)).toEqual({
    code: 127,
    fault: `${join(folder, 'missing')}: command not found`,
  });
  writeFileSync(join(folder, 'text'), 'no program', { mode: 0o644 });
  expect(await runChild([join(folder, 'text')], ENV)).toMatchObject({ code: 126 });
});

it.each(['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)(
  'passes %s on, and waits for the end of the child',
  async (signal) => {
    const ready = join(folder, signal);
    const name = signal.slice(3);
    const ended = sh(`trap 'exit 7' ${name}; : > "$1"; while :; do sleep 0.05; done`, ready);
    await eventually(() => readFileSync(ready));
    process.emit(signal, signal);
    expect(await ended).toEqual({ code: 7 });
    expect(process.listenerCount(signal)).toBe(0);
  },
);
