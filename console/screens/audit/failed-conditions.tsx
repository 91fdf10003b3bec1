import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { isJsonObject } from '../../../shared/domain/strict-json.ts';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';

const t = texts.audit;

interface Failed {
  readonly condition: string;
  readonly expected: string;
  readonly actual: string;
}

/** The conditions at which a refused caller failed, those of the nearest grant first. */
export function FailedConditions({ conditions }: { readonly conditions: unknown }) {
  const failed = failedIn(conditions);
  return (
    <Table
      variant="embedded"
      wrapLines
      header={<Header variant="h3">{t.failedConditions}</Header>}
      ariaLabels={{ tableLabel: t.failedConditions }}
      items={failed}
      columnDefinitions={[
        {
          id: 'condition',
          header: t.conditionColumns.condition,
          minWidth: 180,
          cell: ({ condition }) => <Foreign text={condition} />,
        },
        {
          id: 'expected',
          header: t.conditionColumns.expected,
          minWidth: 160,
          cell: ({ expected }) => <Foreign text={expected} />,
        },
        {
          id: 'actual',
          header: t.conditionColumns.actual,
          minWidth: 160,
          cell: ({ actual }) => <Foreign text={actual} />,
        },
      ]}
    />
  );
}

function failedIn(conditions: unknown): readonly Failed[] {
  if (!Array.isArray(conditions)) return [];
  return conditions.filter(isJsonObject).map(({ condition, expected, actual }) => ({
    condition: String(condition),
    expected: expected === undefined ? '' : textOf(expected),
    actual: actual === undefined ? t.nothing : textOf(actual),
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
