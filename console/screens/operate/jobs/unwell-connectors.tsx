import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import type { components } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { PAGE_LIMIT, readAll } from '../../../api/read-all.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Time } from '../../../kit/time.tsx';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';

const t = texts.jobs;

type ConnectorState = components['schemas']['ConnectorState'];

/** 1,000 connectors. The list of connectors finds the rest. */
const MOST_PAGES = 10;
const MOST_SHOWN = 10;

async function readFailed() {
  const { pages, isWhole } = await readAll(
    (from) => api.GET('/connectors', { params: { query: { state: 'true', limit: PAGE_LIMIT, ...from } } }),
    MOST_PAGES,
  );
  const states = pages.flatMap((page): readonly ConnectorState[] => ('states' in page ? (page.states ?? []) : []));
  const failed = states.filter(({ verified }) => verified?.outcome === 'failed');
  return { failed, looked: states.length, isWhole };
}

/** Connectors that a check has found broken: what they are, and since when. */
export function UnwellConnectors() {
  const query = useQuery({ queryKey: ['connectors', 'failed'], queryFn: readFailed, staleTime: 60_000 });
  return (
    <section aria-label={t.connectorsTitle}>
      <Answered query={query}>
        {({ failed, looked, isWhole }) => (
          <>
            {failed.length === 0 ? (
              <StatusIndicator type="success">{t.connectorsNone}</StatusIndicator>
            ) : (
              <StatusIndicator type="error">{t.connectorsTitle}</StatusIndicator>
            )}
            {!isWhole && <Box variant="small"> {t.connectorsPart(looked)}</Box>}
            <ul>
              {failed.slice(0, MOST_SHOWN).map((state) => (
                <Failed key={state.connector} state={state} />
              ))}
            </ul>
            {failed.length > MOST_SHOWN && <To href="/connectors?verified=failed">{t.connectorsAll}</To>}
          </>
        )}
      </Answered>
    </section>
  );
}

function Failed({ state: { connector, verified } }: { readonly state: ConnectorState }) {
  return (
    <li>
      <To href={`/connectors/${connector}`}>{connector}</To>{' '}
      {verified !== undefined && (
        <>
          {verified.failingSince === undefined ? t.verifiedAt : t.failingSince}{' '}
          <Time at={verified.failingSince ?? verified.at} />{' '}
        </>
      )}
      <To href={`/connectors/${connector}/verify`}>{t.verify(connector)}</To>
    </li>
  );
}
