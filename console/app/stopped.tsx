import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useStops } from '../api/stops.ts';
import { Foreign } from '../kit/foreign.tsx';
import { texts } from '../texts/index.ts';

const t = texts.stop;

/** Says to administrators, on every screen, what is stopped. It looks when another page opens: a clock would keep the session alive. */
export function Stopped() {
  const { data = [], refetch, isStale } = useStops();
  const [path, go] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks when the path changes, and at no other time
  useEffect(() => {
    if (isStale) void refetch();
  }, [path]);
  if (data.length === 0 || path === '/stop') return null;
  const all = data.find(({ scope }) => scope === 'all');
  return (
    <div role="status" className="frame-notices">
      <Alert
        type={all === undefined ? 'warning' : 'error'}
        header={all === undefined ? t.bannerSome(data.length) : t.bannerAll}
        action={<Button onClick={() => go('/stop')}>{t.bannerOpen}</Button>}
      >
        {all !== undefined && <Foreign text={t.bannerReason(all.by, all.reason)} />}
      </Alert>
    </div>
  );
}
