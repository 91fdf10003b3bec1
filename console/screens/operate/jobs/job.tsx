import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation, useParams } from 'wouter';
import { useStops } from '../../../api/stops.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { useNow } from '../../../kit/now.ts';
import { Page } from '../../../kit/page.tsx';
import { shellWord } from '../../../kit/shell-word.ts';
import { Time } from '../../../kit/time.tsx';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';
import { healthOf, isStopped, type Job } from './health.ts';
import { HealthMark } from './health-mark.tsx';
import { JobHistory } from './history.tsx';
import { useJob } from './jobs.ts';
import { LastError } from './last-error.tsx';
import { LifeLeft } from './life.tsx';
import { RunButton } from './run-button.tsx';

const t = texts.jobs;

/** One job: how it is, why, and what became of its tries. */
export function RefreshJob() {
  const { id = '' } = useParams();
  const query = useJob(id);
  const [, go] = useLocation();
  const { data } = query;
  return (
    <Page
      title={id}
      trail={[{ text: t.title, href: '/refresh-jobs' }]}
      {...(data?.name !== undefined && { description: <Foreign text={data.name} /> })}
      command={`npx portunus jobs run ${shellWord(id)}`}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          {data && <RunButton state={data.state} enabled={data.enabled} primary />}
          {data && <Button onClick={() => go(`/refresh-jobs/${id}/edit`)}>{t.edit}</Button>}
          {data && <Button onClick={() => go(`/stop?kind=job&id=${id}`)}>{t.stop}</Button>}
          <Button onClick={() => go(`/refresh-jobs/${id}/versions`)}>{texts.definition.open}</Button>
        </SpaceBetween>
      }
    >
      <Answered query={query}>
        {(job) => (
          <SpaceBetween size="l">
            <Overview job={job} />
            <Trouble job={job} />
            <JobHistory id={id} />
          </SpaceBetween>
        )}
      </Answered>
    </Page>
  );
}

function Overview({ job }: { readonly job: Job }) {
  const now = useNow();
  const stops = useStops();
  const { state, connector, destination, format, enabled } = job;
  const { stored, dueAt, failures } = state;
  const health = healthOf(job, isStopped(job, stops.data), now);
  return (
    <Container>
      <SpaceBetween size="m">
        <div>
          <HealthMark health={health} />
          <Box color="text-body-secondary">{t.healthHelp[health]}</Box>
        </div>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.columns.life, value: <LifeLeft state={state} /> },
            { label: t.endsAt, value: stored ? <Time at={stored.endsAt} /> : t.nothing },
            { label: t.columns.due, value: dueAt && enabled ? <Time at={dueAt} /> : t.noDue },
            { label: t.lastSuccess, value: stored ? <Time at={stored.at} /> : t.nothing },
            { label: t.failures, value: failures ?? 0 },
            {
              label: t.columns.connector,
              value: connector && <To href={`/connectors/${connector}`}>{connector}</To>,
            },
            { label: t.destination, value: destination && <Foreign text={destination} most={400} /> },
            { label: t.format, value: format },
            { label: t.digest, value: stored ? <Foreign text={stored.valueSha256} /> : t.nothing },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

function Trouble({ job: { state, connector } }: { readonly job: Job }) {
  const { lastError } = state;
  const [, go] = useLocation();
  if (lastError === undefined) return null;
  return (
    <Alert
      type="error"
      header={t.error}
      action={connector && <Button onClick={() => go(`/connectors/${connector}`)}>{t.openConnector}</Button>}
    >
      <LastError error={lastError} />
      <Box variant="awsui-key-label">{t.remedy}</Box>
      {t.remedies(lastError.code)}
    </Alert>
  );
}
