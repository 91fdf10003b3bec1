import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useState } from 'react';

export const COLOR_SCHEMES = ['system', 'light', 'dark'] as const;

export type ColorScheme = (typeof COLOR_SCHEMES)[number];

const KEY = 'portunus color scheme';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The person's choice in this browser. Whatever else stands there means the system's. */
function chosen(): ColorScheme {
  try {
    const kept = localStorage.getItem(KEY);
    return COLOR_SCHEMES.find((scheme) => scheme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

function apply(): void {
  const scheme = chosen();
  const dark = scheme === 'system' ? systemIsDark.matches : scheme === 'dark';
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
}

/** Before the first picture, and whenever the system changes. */
export function followColorScheme(): void {
  apply();
  systemIsDark.addEventListener('change', apply);
}

export function useColorScheme(): [ColorScheme, (scheme: ColorScheme) => void] {
  const [scheme, setScheme] = useState(chosen);
  const choose = (next: ColorScheme) => {
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // The browser keeps nothing. The choice then holds nowhere, and the system's stays.
    }
    setScheme(next);
    apply();
  };
  return [scheme, choose];
}
