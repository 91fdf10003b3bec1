import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { codeOf } from '../api/problem.ts';
import { type Stop, useStops } from '../api/stops.ts';
import { Fault } from '../kit/answered.tsx';
import { Foreign } from '../kit/foreign.tsx';
import { texts } from '../texts/index.ts';

const t = texts.stop;

/** Says to administrators, on every screen, what is stopped, or that this is not known. It looks when another page opens: a clock would keep the session alive. */
export function Stopped() {
  const { data = [], error, refetch, isStale } = useStops();
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks when the path changes, and at no other time
  useEffect(() => {
    if (isStale) void refetch();
  }, [path]);
  // That screen tells all of it itself.
  if (path === '/stop') return null;
  return (
    <div role="status" className="frame-notices">
      {error !== null && codeOf(error) !== 'sign_in_required' && (
        <>
          {t.bannerUnknown}
          <Fault error={error} again={() => void refetch()} />
        </>
      )}
      {data.length > 0 && <Banner stops={data} />}
    </div>
  );
}

function Banner({ stops }: { readonly stops: readonly Stop[] }) {
  const [, go] = useLocation();
  const all = stops.find(({ scope }) => scope === 'all');
  return (
    <Alert
      type={all === undefined ? 'warning' : 'error'}
      header={all === undefined ? t.bannerSome(stops.length) : t.bannerAll}
      action={<Button onClick={() => go('/stop')}>{t.bannerOpen}</Button>}
    >
      {all !== undefined && <Foreign text={t.bannerReason(all.by, all.reason)} />}
    </Alert>
  );
}
