// No PowerShell runs here: what the helper for Windows shares with those in sh is compared as text.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

function read(name: string) {
  return readFileSync(`clients/${name}`, 'utf8');
}
const powershell = read('docker-credential-portunus.ps1');
const request = read('portunus-request.sh');
const token = read('portunus-token');

function only(text: string, pattern: RegExp): string {
  const [match, ...more] = text.matchAll(new RegExp(pattern, 'gm'));
  if (match === undefined || more.length > 0) throw new Error(`${pattern} is found ${more.length + 1} times, or never`);
  return match[1] ?? '';
}

describe('docker-credential-portunus.ps1', () => {
  it('tries the same statuses again', () => {
    expect(only(request, /^ {8}(429 \|.*)\) ;;$/m).split(' | ')).toEqual(['429', '503', '504']);
    expect(only(powershell, /\$status -in ([\d, ]+)\)/).split(', ')).toEqual(['429', '503', '504']);
    expect(request).toContain(`502) case $body in 'Portunus: '* | *'"retryable":false'*) return 1`);
    expect(read('portunus-common.sh')).toContain('= 401y ] && [ "$tries" -gt 1 ]');
    expect(powershell).toContain('-eq 401 -and $answer.Tries -gt 1');
    expect(powershell).toContain(`-eq 502 -and $body -cnotmatch '\\APortunus: |"retryable":false'`);
  });

  it('has the same times, in seconds there and in milliseconds here', () => {
    expect(only(request, /left=(\d+) pause=1000$/m)).toBe('25000');
    expect(only(powershell, /\$time = (\d+)\.0$/m)).toBe('25');
    expect(only(powershell, /\$pause = (\d+)\.0$/m)).toBe('1');
    expect(only(request, /-le (\d+) \] \|\| limit=15/)).toBe('15');
    expect(only(powershell, /\[Math\]::Min\((\d+), \$time/)).toBe('15');
    expect(only(request, /room=\$\(\(left - (\d+)\)\)/)).toBe('3000');
    expect(only(powershell, /\$room = \$time - (\d+) -/)).toBe('3');
  });

  it('looks for a token in the same places, in the same order', () => {
    const names =
      /\b(PORTUNUS_TOKEN_FILE|PORTUNUS_TOKEN|PORTUNUS_ID_TOKEN|\w+_OIDC_TOKEN(?:_V2)?|ACTIONS_ID_TOKEN_REQUEST_URL)\b/g;
    const order = (text: string) => [...new Set([...text.matchAll(names)].map(([name]) => name))];
    const expected = [
      'PORTUNUS_TOKEN_FILE',
      'PORTUNUS_TOKEN',
      'BITBUCKET_STEP_OIDC_TOKEN',
      'ACTIONS_ID_TOKEN_REQUEST_URL',
      'PORTUNUS_ID_TOKEN',
      'CIRCLE_OIDC_TOKEN_V2',
      'CIRCLE_OIDC_TOKEN',
    ];
    expect(order(token.slice(token.indexOf('if [ -n "${PORTUNUS_TOKEN_FILE')))).toEqual(expected);
    expect(order(powershell.slice(powershell.indexOf('function Get-Token')))).toEqual(expected);
  });

  it('gives the same reasons', () => {
    const reasons = [...powershell.matchAll(/\{ '(?:name|lost)', '([^']+)'/g)].map(([, reason]) => reason);
    expect(reasons).toHaveLength(5);
    for (const reason of reasons) expect(request).toContain(`reason='${reason}`);
  });
});
