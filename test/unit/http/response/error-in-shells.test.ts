// A refusal that a shell evaluates in place of an answer: it says so, runs nothing of what it says, and fails.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invalidRequest } from '../../../../shared/domain/errors.ts';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { errorResponse } from '../../../../shared/http/response/error-form.ts';

const ID = 'f0e1d2c3-0000-4000-8000-000000000001';
// As hostile as a text could be that is put into an error: names of fields are cleaned before.
const NASTY = `$(touch owned) \`touch owned\` '; touch owned; ' "; touch owned; " \\ ! % %PATH% ^ & | < > ( ) # * ~ \u2019`;
const ERROR = invalidRequest([{ field: NASTY, detail: `is ${NASTY}` }]);

function written(format: string, event: object = { queryStringParameters: { format } }) {
  return errorResponse(ERROR, event as HttpEvent, ID, 0.5);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-refusal-'));
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(shell: string, script: string) {
  return spawnSync(shell, ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
    // With a socket for its input bash takes itself for a remote shell, and reads its start-up file.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const SHELLS = ['sh', 'bash', 'dash', 'zsh'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);

it('at least one shell is there', () => expect(SHELLS).toContain('sh'));

describe.each(SHELLS)('%s', (shell) => {
  it.each(['bash', 'github-actions'])('evaluates a refusal in the format %s to its text and a failure', (format) => {
    writeFileSync(join(folder, 'answer'), written(format).body);
    const { stdout, stderr, status } = run(shell, 'eval "$(cat answer)"');
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Portunus: Invalid request: [^\n]+\(invalid_request, request f0e1d2c3-[^\n]+\)\n$/);
    expect(stderr).toContain('$(touch owned)');
    expect(readdirSync(folder)).toEqual(['answer']);
  });

  it('ends a script that stops at failures', () => {
    writeFileSync(join(folder, 'answer'), written('bash').body);
    const { stdout, status } = run(shell, 'set -e; eval "$(cat answer)"; echo went on');
    expect([status, stdout]).toEqual([1, '']);
  });

  it.each(['dotenv', 'gitlab-dotenv'])('reads a refusal in the format %s as a comment and a failure', (format) => {
    writeFileSync(join(folder, 'answer'), written(format).body);
    const { stdout, stderr, status } = run(shell, '. ./answer');
    expect([status, stdout, stderr]).toEqual([1, '', '']);
    expect(readdirSync(folder)).toEqual(['answer']);
  });

  it('runs nothing of a problem either, whatever a field is called', () => {
    const error = invalidRequest([{ field: '??touch owned? ?touch owned?', detail: 'is not a known field' }]);
    writeFileSync(
      join(folder, 'answer'),
      errorResponse(error, { queryStringParameters: {} } as HttpEvent, ID, 0.5).body,
    );
    expect(run(shell, 'eval "$(cat answer)"').status).not.toBe(0);
    expect(readdirSync(folder)).toEqual(['answer']);
  });
});

// PowerShell: about_Quoting_Rules (in single quotes only the quotes themselves mean anything, doubled); about_Throw.
it('PowerShell throws the text, in single quotes in which every quote is doubled', () => {
  const { headers, body } = written('powershell');
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  const [, quoted = ''] = /^throw '([^\r\n]+)'\n$/.exec(body) ?? [];
  expect(quoted).toContain('Portunus: Invalid request: ');
  expect(quoted.replaceAll(/['\u2018\u2019\u201a\u201b]{2}/g, '')).not.toMatch(/['\u2018\u2019\u201a\u201b]/);
});

// cmd: outside of quotes a caret takes the meaning from the character after it, and %% is one percent sign.
it('cmd prints the text to standard error, with nothing in it that has a meaning, and ends with 1', () => {
  const lines = written('cmd').body.split('\r\n');
  expect([lines[0], lines[2], lines[3], lines.length]).toEqual(['@echo off', 'exit /b 1', '', 4]);
  const [, shown = ''] = /^>&2 echo (Portunus: .+)$/.exec(lines[1] ?? '') ?? [];
  expect(shown).toMatch(/^[\x20-\x7e]+$/);
  expect(shown.replaceAll(/\^[\^&|<>()"!]|%%/g, '')).not.toMatch(/[\^&|<>()"!%]/);
});

it('cmd gets no /? among the words, for which echo prints its help', () => {
  const error = invalidRequest([{ field: 'a /? /?', detail: 'is not a known field' }]);
  const { body } = errorResponse(error, { queryStringParameters: { format: 'cmd' } } as unknown as HttpEvent, ID, 0);
  expect(body).toContain('a /. /. is not a known field');
});

it('Azure Pipelines shows an error and ends the step as failed', () => {
  const [shown, ended, ...more] = written('azure-pipelines').body.split('\n');
  expect(more).toEqual(['']);
  expect(shown).toMatch(/^##vso\[task\.logissue type=error\]Portunus: Invalid request: /);
  expect(ended).toMatch(/^##vso\[task\.complete result=Failed;\]Portunus: Invalid request: /);
});

it.each(['bamboo', 'aws-credentials-file'])('%s has a comment, and no value', (format) => {
  expect(written(format).body).toMatch(/^# Portunus: [^\r\n]+\n$/);
});

const POST = 'POST /v1/connectors/{id}/ecr/credentials';
it.each([
  ['in a body', { routeKey: POST, body: '{"format":"bash"}' }],
  [
    'in a body in base64',
    { routeKey: POST, body: Buffer.from('{"format":"bash"}').toString('base64'), isBase64Encoded: true },
  ],
  ['by Accept', { headers: { accept: 'application/vnd.portunus.bash' } }],
])('the format may be named %s', (_where, event) => {
  expect(written('bash', event).headers['content-type']).toBe('text/x-shellscript; charset=utf-8');
});

it('keeps the status, and stays under 8 KB with every character quoted', () => {
  const quotes = invalidRequest(Array(10).fill({ field: "'".repeat(48), detail: "'".repeat(400) }));
  for (const format of ['bash', 'powershell', 'cmd', 'dotenv', 'azure-pipelines', 'docker-credential', 'container']) {
    const { statusCode, body } = errorResponse(
      quotes,
      { queryStringParameters: { format } } as unknown as HttpEvent,
      ID,
      0,
    );
    expect(statusCode).toBe(400);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(8_192);
  }
});
