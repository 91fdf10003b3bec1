import { Link, useLocation } from 'wouter';
import type { Caller } from '../api/session.ts';
import { texts } from '../texts/index.ts';
import { navigationFor } from './navigation.ts';
import type { Entry } from './screens.ts';

interface MenuProps {
  readonly caller: Caller;
  /** Whether it is shown in a narrow window. In a wide one it always is. */
  readonly open: boolean;
}

export function Menu({ caller, open }: MenuProps) {
  const [path] = useLocation();
  const current = `/${path.split('/')[1] ?? ''}`;
  return (
    <nav id="navigation" className="frame-navigation" aria-label={texts.app.navigation} data-open={open}>
      {navigationFor(caller).map(({ text, entries }) => (
        <section key={text}>
          <h2>{text}</h2>
          <ul>
            {entries.map((entry) => (
              <MenuEntry key={entry.href} entry={entry} current={entry.href === current} />
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function MenuEntry({ entry, current }: { readonly entry: Entry; readonly current: boolean }) {
  return (
    <li>
      <Link href={entry.href === '/' ? '~/console' : entry.href} aria-current={current ? 'page' : undefined}>
        {entry.text}
      </Link>
    </li>
  );
}
