import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { lastVerificationKey, verify } from '../../api/verify.ts';
import { Answered, Fault } from '../../kit/answered.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { Time } from '../../kit/time.tsx';
import { texts } from '../../texts/index.ts';
import { changeRows } from '../connectors/use-rows.ts';
import type { TabProps } from './tab.ts';

const t = texts.connector.verify;
const TYPES = { passed: 'success', failed: 'error', not_checked: 'pending' } as const;

type Verification = components['schemas']['Verification'];

/** What the last verification found, and a new one by a click. */
export function Verify({ id, isAdministrator }: TabProps) {
  const queries = useQueryClient();
  const last = useQuery({
    queryKey: lastVerificationKey(id),
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/connectors/{id}/verify', { params: { path: { id } }, signal })),
  });
  const run = useMutation({
    mutationFn: () => verify(queries, id, {}, AbortSignal.timeout(60_000)),
    onSuccess: ({ outcome }) => {
      const at = new Date().toISOString();
      changeRows(queries, (row) => (row.id === id ? { ...row, verified: { at, outcome } } : row));
    },
  });
  return (
    <SpaceBetween size="m">
      <Box>{t.what}</Box>
      {isAdministrator && (
        <Button loading={run.isPending} loadingText={t.running} onClick={() => run.mutate()}>
          {t.run}
        </Button>
      )}
      <div role="status">{run.isPending && <StatusIndicator type="in-progress">{t.running}</StatusIndicator>}</div>
      {run.error !== null && <Fault error={run.error} />}
      {run.data !== undefined ? (
        <Checks checks={run.data.checks} outcome={run.data.outcome} version={run.data.connectorVersion} />
      ) : (
        <Answered query={last}>{(found) => <Last found={found} />}</Answered>
      )}
    </SpaceBetween>
  );
}

function Last({ found }: { readonly found: components['schemas']['LastVerification'] }) {
  if (!('verifiedAt' in found)) return <Box>{t.never}</Box>;
  const { verifiedAt, failingSince, failed, outcome, connectorVersion } = found;
  return (
    <SpaceBetween size="s">
      <Box>
        {t.last}: <Time at={verifiedAt} />
      </Box>
      {failingSince !== undefined && (
        <Box>
          {t.since} <Time at={failingSince} />
        </Box>
      )}
      <Checks checks={failed} outcome={outcome} version={connectorVersion} />
      <Box color="text-body-secondary">{t.onlyFailed}</Box>
    </SpaceBetween>
  );
}

interface ChecksProps {
  readonly checks: Verification['checks'];
  readonly outcome: Verification['outcome'];
  readonly version: number | undefined;
}

function Checks({ checks, outcome, version }: ChecksProps) {
  return (
    <SpaceBetween size="s">
      <StatusIndicator type={TYPES[outcome]}>
        {t[outcome]}
        {version !== undefined && `. ${t.version(version)}`}
      </StatusIndicator>
      {checks.length > 0 && (
        <Table
          variant="embedded"
          wrapLines
          items={checks}
          ariaLabels={{ tableLabel: t.check }}
          columnDefinitions={[
            { id: 'check', header: t.check, isRowHeader: true, cell: ({ check }) => check },
            {
              id: 'outcome',
              header: t.outcome,
              cell: (line) => <StatusIndicator type={TYPES[line.outcome]}>{t[line.outcome]}</StatusIndicator>,
            },
            { id: 'seen', header: t.seen, minWidth: 200, cell: ({ seen }) => <Foreign text={seen} /> },
            { id: 'todo', header: t.todo, minWidth: 200, cell: ({ todo }) => <Foreign text={todo ?? ''} most={600} /> },
          ]}
        />
      )}
    </SpaceBetween>
  );
}
