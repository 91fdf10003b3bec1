import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TOOLS } from '../../../../cli/package-config/tools.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portunus-tools-'));
  vi.stubEnv('HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

describe('the file of pip', () => {
  it("is the one of macOS's own folder if that is there, because pip reads no other then", () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    expect(TOOLS.pip.file({})).toBe(join(home, '.config/pip/pip.conf'));
    mkdirSync(join(home, 'Library/Application Support/pip'), { recursive: true });
    expect(TOOLS.pip.file({})).toBe(join(home, 'Library/Application Support/pip/pip.conf'));
    expect(TOOLS.pip.file({ PIP_CONFIG_FILE: '/etc/pip.conf' })).toBe('/etc/pip.conf');
  });

  it('is in XDG_CONFIG_HOME on Linux', () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
    expect(TOOLS.pip.file({})).toBe(join(home, '.config/pip/pip.conf'));
    expect(TOOLS.pip.file({ XDG_CONFIG_HOME: '/xdg' })).toBe('/xdg/pip/pip.conf');
  });
});
