import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Foreign } from '../../../kit/foreign.tsx';
import { useNow } from '../../../kit/now.ts';
import { Time } from '../../../kit/time.tsx';
import { texts } from '../../../texts/index.ts';
import { type AccountKeys, ageOf, stageWords } from '../words.ts';

const t = texts.accounts;

/** What is known of an account's keys. None of it is secret. */
export function Keys({ keys: { user, accessKeyId, ageDays, changedAt, keys, next } }: { readonly keys: AccountKeys }) {
  const age = ageOf(ageDays);
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        minColumnWidth={180}
        items={[
          { label: t.key.id, value: <Box variant="code">{accessKeyId}</Box> },
          { label: t.key.user, value: <Foreign text={user} /> },
          {
            label: t.key.age,
            value: age.isOld ? <StatusIndicator type="warning">{age.text}</StatusIndicator> : age.text,
          },
          { label: t.key.changed, value: <Time at={changedAt} /> },
        ]}
      />
      {next !== undefined && <Next next={next} />}
      <div>
        <Box variant="awsui-key-label">{t.key.users}</Box>
        <ul>
          {keys.map((key) => (
            <li key={key.accessKeyId}>
              <Box variant="code">{key.accessKeyId}</Box> {t.statuses[key.status]}, {stageWords(key)}, {t.key.created}{' '}
              <Time at={key.createdAt} />
            </li>
          ))}
        </ul>
      </div>
    </SpaceBetween>
  );
}

/** The step of a rotation that waits. */
function Next({ next: { step, notBefore } }: { readonly next: NonNullable<AccountKeys['next']> }) {
  const now = useNow();
  return (
    <Alert type="info" header={t.nextTitle}>
      {t.next[step]}{' '}
      {Date.parse(notBefore) <= now ? (
        t.nextNow
      ) : (
        <>
          {t.nextFrom} <Time at={notBefore} />. {t.nextHow}
        </>
      )}
    </Alert>
  );
}
