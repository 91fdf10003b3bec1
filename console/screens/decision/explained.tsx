import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { components } from '../../../clients/typescript/src/index.ts';
import { CopyText } from '../../kit/copy-text.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';

const t = texts.decision;

type Explanation = components['schemas']['Explanation'];

/** The decision, and every condition in the order in which it was looked at. The grant that fails least is the first one. */
export function Explained({ explanation }: { readonly explanation: Explanation }) {
  const { allowed, allowedBy, reason, connectorId, conditions, grants } = explanation;
  const { errors = [], notChecked = [], session } = explanation;
  const failures = (one: Explanation['grants'][number]) => one.conditions.filter(({ held }) => !held).length;
  const nearest = grants.toSorted((one, other) => failures(one) - failures(other));
  return (
    <SpaceBetween size="m">
      <Alert type={allowed ? 'success' : 'error'} header={allowed ? t.allowed : t.refused}>
        <Foreign text={allowedBy ?? reason ?? ''} />{' '}
        <To href={`/connectors/${encodeURIComponent(connectorId)}/edit`}>{t.edit}</To>
      </Alert>
      {errors.map(({ field, detail }) => (
        <Box key={field}>
          <Box variant="code">{field}</Box> <Foreign text={detail} />
        </Box>
      ))}
      {notChecked.length > 0 && <NotChecked parts={notChecked} />}
      {!allowed && nearest[0] !== undefined && (
        <Conditions title={nearest[0].grant} conditions={nearest[0].conditions} />
      )}
      <Conditions title={t.general} conditions={conditions} />
      {(allowed ? nearest : nearest.slice(1)).map(({ grant, conditions: own }) => (
        <Conditions key={grant} title={grant} conditions={own} />
      ))}
      {session !== undefined && (
        <>
          <Box variant="h2">{t.session}</Box>
          <CopyText text={JSON.stringify(session, null, 2)} />
        </>
      )}
    </SpaceBetween>
  );
}

function NotChecked({ parts }: { readonly parts: NonNullable<Explanation['notChecked']> }) {
  return (
    <Alert header={t.notChecked}>
      {parts.map(({ what, why }) => (
        <p key={what}>
          <Foreign text={`${what}: ${why}`} />
        </p>
      ))}
    </Alert>
  );
}

function textOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

const COLUMNS: readonly TableProps.ColumnDefinition<Explanation['conditions'][number]>[] = [
  {
    id: 'held',
    header: t.columns.held,
    minWidth: 90,
    cell: ({ held }) => <StatusIndicator type={held ? 'success' : 'stopped'}>{held ? t.yes : t.no}</StatusIndicator>,
  },
  {
    id: 'condition',
    header: t.columns.condition,
    minWidth: 180,
    cell: ({ condition }) => <Foreign text={condition} />,
  },
  {
    id: 'wants',
    header: t.columns.wants,
    minWidth: 160,
    cell: ({ expected }) => <Foreign text={textOf(expected)} />,
  },
  {
    id: 'has',
    header: t.columns.has,
    minWidth: 160,
    cell: ({ expected, actual }) =>
      actual === undefined && expected !== undefined ? t.absent : <Foreign text={textOf(actual)} />,
  },
];

interface ConditionsProps {
  readonly title: string;
  readonly conditions: Explanation['conditions'];
}

function Conditions({ title, conditions }: ConditionsProps) {
  if (conditions.length === 0) return null;
  return (
    <Table
      wrapLines
      header={<Header variant="h2">{title}</Header>}
      ariaLabels={{ tableLabel: title }}
      items={conditions}
      columnDefinitions={COLUMNS}
    />
  );
}
