import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPersonSettings } from '../../../shared/config/config.ts';

function onSystem(platform: NodeJS.Platform): void {
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
}

afterEach(() => vi.restoreAllMocks());

describe('what a machine has for a person', () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, boolean]>([
    ['a Linux desktop', 'linux', { DISPLAY: ':0' }, true],
    ['a Linux desktop with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['a Linux server', 'linux', {}, false],
    ['Linux under Windows', 'linux', { WSL_DISTRO_NAME: 'Debian' }, true],
    ['a Linux desktop, from elsewhere', 'linux', { DISPLAY: ':0', SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, false],
    ['macOS', 'darwin', {}, true],
    ['macOS, from elsewhere', 'darwin', { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, false],
    ['Windows', 'win32', {}, true],
  ])('%s has a browser or not', (_machine, platform, environment, has) => {
    onSystem(platform);
    expect(readPersonSettings(environment).hasBrowser).toBe(has);
  });

  it.each<[NodeJS.Platform, Record<string, string>, string | undefined]>([
    ['linux', { HOME: '/home/ada' }, '/home/ada/.local/state/portunus'],
    ['linux', { HOME: '/home/ada', XDG_STATE_HOME: '/var/ada' }, '/var/ada/portunus'],
    ['linux', { HOME: '/home/ada', XDG_STATE_HOME: '' }, '/home/ada/.local/state/portunus'],
    ['linux', { HOME: '/home/ada', XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/portunus'],
    ['linux', { XDG_STATE_HOME: '.' }, undefined],
    ['linux', {}, undefined],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }, 'C:\\Users\\ada\\AppData\\Local/portunus'],
  ])('on %s with %j, a sign-in is in %s', (platform, environment, folder) => {
    onSystem(platform);
    expect(readPersonSettings(environment).stateFolder).toBe(folder);
  });

  it('is its keychain, unless the person wants a file', () => {
    expect(readPersonSettings({}).usesKeychain).toBe(true);
    expect(readPersonSettings({ PORTUNUS_TOKEN_STORE: 'file' }).usesKeychain).toBe(false);
  });
});
