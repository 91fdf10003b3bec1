import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { type ComponentType, lazy } from 'react';
import type { Caller } from '../api/session.ts';
import { texts } from '../texts/index.ts';

/** Who a screen is for. The service decides what each person may see; this only keeps menus short. */
type Audience = 'everybody' | 'auditors' | 'administrators';

interface Screen {
  /** The address below /console, as wouter reads it. */
  readonly path: string;
  readonly Screen: ComponentType;
  /** Its entry in the navigation. */
  readonly entry?: { readonly href: string; readonly text: string; readonly audience: Audience };
}

export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    Screen: lazy(async () => ({ default: (await import('../screens/mine/mine.tsx')).Mine })),
    entry: { href: '/', text: texts.mine.title, audience: 'everybody' },
  },
];

function isFor(audience: Audience, caller: Caller | undefined): boolean {
  if (audience === 'everybody') return true;
  return caller !== undefined && (caller.administrator || (audience === 'auditors' && caller.auditor));
}

export function navigationFor(caller: Caller | undefined): SideNavigationProps.Item[] {
  return SCREENS.flatMap(({ entry }) =>
    entry !== undefined && isFor(entry.audience, caller)
      ? [{ type: 'link' as const, href: entry.href, text: entry.text }]
      : [],
  );
}
