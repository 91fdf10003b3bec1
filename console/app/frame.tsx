import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useSession } from '../api/session.ts';
import { NotFound } from '../kit/not-found.tsx';
import { texts } from '../texts/index.ts';
import { navigationFor, SCREENS } from './screens.ts';

/** What surrounds each screen. */
export function Frame() {
  const [path, go] = useLocation();
  const session = useSession();
  return (
    <AppLayout
      toolsHide
      navigation={
        <SideNavigation
          header={{ text: texts.app.name, href: '/' }}
          activeHref={`/${path.split('/')[1] ?? ''}`}
          items={navigationFor(session.data?.caller)}
          onFollow={(event) => {
            if (event.detail.external) return;
            event.preventDefault();
            go(event.detail.href);
          }}
        />
      }
      content={
        <Suspense fallback={<Spinner size="large" />}>
          <Switch>
            {SCREENS.map(({ path, Screen }) => (
              <Route key={path} path={path} component={Screen} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      }
    />
  );
}
