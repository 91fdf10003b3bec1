import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { Foreign } from '../../kit/foreign.tsx';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { stateOf } from './find.ts';
import type { Findings } from './findings.ts';
import type { Row } from './rows.ts';
import type { View } from './view.ts';

const t = texts.connectors;

interface Known {
  readonly isAdministrator: boolean;
  /** Since when usage is counted, `false` if nobody counts, or unknown. */
  readonly counted: string | false | undefined;
  readonly findings: Findings | undefined;
  readonly lintFailed: boolean;
}

type Column = TableProps.ColumnDefinition<Row>;

const sortable = (id: View['sort']) => ({ id, sortingField: id, header: t.columns[id] });

/** The columns that this person's rows have something for. */
export function columnsFor({ isAdministrator, counted, findings, lintFailed }: Known): readonly Column[] {
  const all: readonly (Column & { readonly of: 'everybody' | 'administrators' })[] = [
    {
      ...sortable('id'),
      of: 'everybody',
      isRowHeader: true,
      minWidth: 200,
      maxWidth: 280,
      cell: (row) => <Name row={row} />,
    },
    { ...sortable('state'), of: 'administrators', minWidth: 135, cell: (row) => <State row={row} /> },
    {
      ...sortable('used'),
      of: 'administrators',
      minWidth: 120,
      cell: (row) => <LastUse row={row} counted={counted} />,
    },
    { ...sortable('verified'), of: 'administrators', minWidth: 165, cell: (row) => <Verified row={row} /> },
    {
      id: 'lint',
      header: t.columns.lint,
      of: 'administrators',
      hasDynamicContent: true,
      minWidth: 120,
      cell: (row) => <Lint row={row} findings={findings} failed={lintFailed} />,
    },
    { id: 'serves', header: t.columns.serves, of: 'everybody', cell: ({ serves }) => serves.join(', ') },
    {
      ...sortable('access'),
      of: 'everybody',
      cell: ({ access, principalType }) => principalType && t.access[access ?? 'any'],
    },
    { ...sortable('type'), of: 'everybody', cell: ({ principalType }) => principalType },
    { ...sortable('account'), of: 'administrators', cell: (row) => <Account row={row} /> },
  ];
  return all.filter((column) => isAdministrator || column.of === 'everybody');
}

/** An auditor's rows are what usage tells: which connectors there are, and when each was used. */
export function auditorsColumns(counted: Known['counted']): readonly Column[] {
  return [
    { ...sortable('id'), isRowHeader: true, cell: (row) => <Name row={row} /> },
    { ...sortable('used'), cell: (row) => <LastUse row={row} counted={counted} /> },
  ];
}

function Name({ row: { id, name } }: { readonly row: Row }) {
  return (
    <>
      <To href={`/connectors/${id}`}>{id}</To>
      {name !== undefined && (
        <Box variant="small" display="block">
          <Foreign text={name} most={80} />
        </Box>
      )}
    </>
  );
}

function Account({ row: { account } }: { readonly row: Row }) {
  return account === undefined ? null : <To href={`/accounts/${account}`}>{account}</To>;
}

const STATE_TYPES = {
  enabled: 'success',
  disabled: 'stopped',
  stopped: 'error',
  unreadable: 'warning',
  unknown: 'pending',
} as const;

function State({ row }: { readonly row: Row }) {
  const state = stateOf(row);
  return <StatusIndicator type={STATE_TYPES[state]}>{t.state[state]}</StatusIndicator>;
}

function LastUse({ row: { lastUsedAt }, counted }: { readonly row: Row; readonly counted: Known['counted'] }) {
  if (lastUsedAt !== undefined) return <Time at={lastUsedAt} />;
  if (counted === undefined) return null;
  return <Box color="text-status-inactive">{counted === false ? t.notCounted : t.neverUsed}</Box>;
}

const OUTCOME_TYPES = { passed: 'success', failed: 'error', not_checked: 'pending' } as const;

function Verified({ row: { id, verified } }: { readonly row: Row }) {
  if (verified === undefined) return <Box color="text-status-inactive">{t.outcome.never}</Box>;
  const { outcome, at, failingSince } = verified;
  return (
    <>
      <StatusIndicator type={OUTCOME_TYPES[outcome]}>
        <To href={`/connectors/${id}/verify`}>{t.outcome[outcome]}</To>
      </StatusIndicator>
      <Box variant="small" display="block">
        {failingSince !== undefined && `${t.failingSince} `}
        <Time at={failingSince ?? at} />
      </Box>
    </>
  );
}

interface LintProps {
  readonly row: Row;
  readonly findings: Findings | undefined;
  readonly failed: boolean;
}

function Lint({ row: { id, riskAccepted, written }, findings, failed }: LintProps) {
  if (written === undefined) return null;
  const found = findings?.get(id);
  if (found === undefined) {
    return failed ? <Box color="text-status-inactive">{t.lintFailed}</Box> : <StatusIndicator type="loading" />;
  }
  if (found.length > 0) {
    const refused = found.some(({ refuses }) => refuses);
    return (
      <StatusIndicator type={refused ? 'error' : 'warning'}>
        <To href={`/connectors/${id}`}>{refused ? t.refused : t.findings(found.length)}</To>
      </StatusIndicator>
    );
  }
  return riskAccepted ? (
    <Badge color="grey">{t.riskAccepted}</Badge>
  ) : (
    <Box color="text-status-inactive">{t.noFindings}</Box>
  );
}
