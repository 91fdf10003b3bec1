import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useState } from 'react';
import { prefer, preference } from '../kit/preference.ts';

export const COLOR_SCHEMES = ['system', 'light', 'dark'] as const;

export type ColorScheme = (typeof COLOR_SCHEMES)[number];

const NAME = 'color scheme';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The person's choice in this browser. Whatever else stands there means the system's. */
function chosen(): ColorScheme {
  const kept = preference(NAME);
  return COLOR_SCHEMES.find((scheme) => scheme === kept) ?? 'system';
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
    prefer(NAME, next);
    setScheme(next);
    apply();
  };
  return [scheme, choose];
}
