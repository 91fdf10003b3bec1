import type { Caller } from '../api/session.ts';
import { texts } from '../texts/index.ts';
import { type Audience, type Entry, SCREENS } from './screens.ts';

/** What people do, in the order of the menu, and the screens for it. */
const GROUPS: readonly { readonly text: string; readonly hrefs: readonly string[] }[] = [
  { text: texts.app.groups.use, hrefs: ['/', '/set-up'] },
  { text: texts.app.groups.define, hrefs: ['/connectors', '/accounts', '/issuers', '/refresh-jobs', '/apply'] },
  { text: texts.app.groups.watch, hrefs: ['/audit', '/decision', '/usage'] },
  { text: texts.app.groups.decide, hrefs: ['/approvals', '/stop'] },
];

export interface NavigationGroup {
  readonly text: string;
  readonly entries: readonly Entry[];
}

function isFor(audience: Audience, caller: Caller): boolean {
  if (audience === 'everybody') return true;
  return caller.administrator || (audience === 'auditors' && caller.auditor);
}

/** The menu of a person. A group with nothing in it is left out. */
export function navigationFor(caller: Caller): readonly NavigationGroup[] {
  const entries = SCREENS.flatMap(({ entry }) => (entry !== undefined && isFor(entry.audience, caller) ? [entry] : []));
  return GROUPS.map(({ text, hrefs }) => ({
    text,
    entries: hrefs.flatMap((href) => entries.find((entry) => entry.href === href) ?? []),
  })).filter(({ entries }) => entries.length > 0);
}
