import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { components } from '../../../clients/typescript/src/index.ts';
import { CopyText } from '../../kit/copy-text.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';

const t = texts.connector.tryIt;

type Explanation = components['schemas']['Explanation'];
type Condition = Explanation['conditions'][number];

/** The decision, and each condition that led to it. */
export function Explained({ explanation }: { readonly explanation: Explanation }) {
  const { allowed, allowedBy, reason, conditions, grants, errors = [], notChecked = [], session } = explanation;
  return (
    <SpaceBetween size="m">
      <StatusIndicator type={allowed ? 'success' : 'error'}>
        {[
          allowed ? t.allowed : t.refused,
          ...(allowedBy === undefined ? [] : [`${t.by} ${allowedBy}`]),
          ...(reason === undefined ? [] : [`(${reason})`]),
        ].join(' ')}
      </StatusIndicator>
      {errors.map(({ field, detail }) => (
        <Box key={field}>
          <Box variant="code">{field}</Box> <Foreign text={detail} />
        </Box>
      ))}
      <Conditions label={t.conditions} conditions={conditions} />
      {grants.map((grant) => (
        <Conditions
          key={grant.grant}
          label={`${grant.grant}: ${grant.held ? t.held : t.notHeld}`}
          conditions={grant.conditions}
        />
      ))}
      {notChecked.map(({ what, why }) => (
        <Box key={what}>
          {t.notChecked}: <Foreign text={`${what}: ${why}`} />
        </Box>
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

function Conditions({ label, conditions }: { readonly label: string; readonly conditions: readonly Condition[] }) {
  if (conditions.length === 0) return null;
  return (
    <SpaceBetween size="xxs">
      <Box variant="h2">{label}</Box>
      <Table
        variant="embedded"
        wrapLines
        items={conditions}
        ariaLabels={{ tableLabel: label }}
        columnDefinitions={[
          {
            id: 'condition',
            header: t.condition,
            isRowHeader: true,
            cell: ({ condition }) => <Foreign text={condition} />,
          },
          {
            id: 'held',
            header: t.held,
            cell: ({ held }) => (
              <StatusIndicator type={held ? 'success' : 'error'}>{held ? t.held : t.notHeld}</StatusIndicator>
            ),
          },
          { id: 'expected', header: t.expected, cell: ({ expected }) => <Value value={expected} /> },
          {
            id: 'actual',
            header: t.actual,
            cell: ({ expected, actual }) =>
              actual === undefined && expected !== undefined ? t.absent : <Value value={actual} />,
          },
        ]}
      />
    </SpaceBetween>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined) return null;
  return <Foreign text={typeof value === 'string' ? value : JSON.stringify(value)} />;
}
