import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { isSameScope, type StopScope } from '../../../../shared/domain/stop.ts';
import { useSession } from '../../../api/session.ts';
import { useStops } from '../../../api/stops.ts';
import { Confirm } from '../../../kit/confirm.tsx';
import { CopyText } from '../../../kit/copy-text.tsx';
import { texts } from '../../../texts/index.ts';
import { commandFor } from './scope-form.ts';
import { wordsOf } from './scope-words.ts';
import { useBrake } from './use-brake.ts';

const t = texts.stop;

interface ConfirmStopProps {
  readonly scope: StopScope;
  readonly reason: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** What a stop does to builds, what it leaves alone, and how to stop every region. */
export function ConfirmStop({ scope, reason, onDone, onCancel }: ConfirmStopProps) {
  const words = wordsOf(scope).slice(0, 100);
  const { mutate, isPending, error } = useBrake('stop', t.stopped(words), onDone);
  const stops = useStops();
  const session = useSession();
  const isAgain = stops.data?.some((one) => isSameScope(one.scope, scope)) === true;
  const isOwn = scope !== 'all' && 'issuer' in scope && scope.issuer === session.data?.caller.issuer;
  return (
    <Confirm
      title={t.confirm(words)}
      action={t.stopNow}
      busy={isPending}
      error={error}
      onConfirm={() => mutate({ scope, reason })}
      onCancel={onCancel}
    >
      {isAgain && <Alert type="info">{t.replaces}</Alert>}
      {isOwn && <Alert type="warning">{t.lockout}</Alert>}
      <span>{whatHappens(scope)}</span>
      {!isJob(scope) && (
        <span>
          {t.callers} {scope === 'all' && t.jobs}
        </span>
      )}
      <div>
        {t.stays}
        <CopyText text={scope !== 'all' && 'connector' in scope ? t.staysCommand(scope.connector) : t.staysCommands} />
      </div>
      <Box>{t.administration}</Box>
      <div>
        {t.regions}
        <CopyText text={t.everyRegion(commandFor('stop', scope, reason))} />
      </div>
    </Confirm>
  );
}

function isJob(scope: StopScope): boolean {
  return scope !== 'all' && 'job' in scope;
}

function whatHappens(scope: StopScope): string {
  if (scope === 'all') return t.what.all;
  if ('connector' in scope) return t.what.connector(scope.connector);
  if ('issuer' in scope) return t.what.issuer(scope.issuer);
  if ('job' in scope) return t.what.job(scope.job);
  return t.what.caller(scope.caller.issuer);
}
