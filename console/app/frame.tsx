import './frame.css';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import type { Session } from '../api/session.ts';
import { NotFound } from '../kit/not-found.tsx';
import { Notices } from '../kit/notices.tsx';
import { texts } from '../texts/index.ts';
import { Boundary } from './boundary.tsx';
import { Brand } from './brand.tsx';
import { Ended } from './ended.tsx';
import { Menu } from './menu.tsx';
import { Person } from './person.tsx';
import { SCREENS } from './screens.ts';
import { Stopped } from './stopped.tsx';

interface FrameProps {
  readonly session: Session;
  /** Whether the session has ended since. What is on the page stays. */
  readonly ended: boolean;
}

/** What surrounds each screen. */
export function Frame({ session, ended }: FrameProps) {
  const [path] = useLocation();
  // The menu of a narrow window closes when another page opens.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === path;
  return (
    <div className="frame">
      <a className="frame-skip" href="#content">
        {texts.app.skip}
      </a>
      <header className="frame-header">
        <button
          type="button"
          className="frame-button frame-menu"
          aria-expanded={open}
          aria-controls="navigation"
          onClick={() => setOpenAt(open ? undefined : path)}
        >
          {texts.app.menu}
        </button>
        <Brand stage={session.stage} />
        <Person session={session} />
      </header>
      <Menu caller={session.caller} open={open} />
      <main id="content" className="frame-content" tabIndex={-1}>
        {ended && <Ended />}
        {session.caller.administrator && <Stopped />}
        <Notices />
        <Boundary at={path}>
          <Screens />
        </Boundary>
      </main>
    </div>
  );
}

function Screens() {
  return (
    <Suspense fallback={<Spinner size="large" />}>
      <Switch>
        {SCREENS.map(({ path, Screen }) => (
          <Route key={path} path={path} component={Screen} />
        ))}
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}
