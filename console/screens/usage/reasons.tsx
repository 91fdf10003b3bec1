import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { Fault } from '../../kit/answered.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';
import { countReasons } from './use-usage.ts';

const t = texts.usage;

/** Why requests were refused. Only the audit knows, so a click asks for it. */
export function Reasons() {
  const count = useMutation({ mutationFn: countReasons });
  return (
    <Container header={<Header variant="h2">{t.reasons}</Header>}>
      <SpaceBetween size="s">
        <Box color="text-body-secondary">{t.reasonsHelp}</Box>
        <Button loading={count.isPending} onClick={() => count.mutate()}>
          {t.reasonsCount}
        </Button>
        <div role="status">
          {count.data && (count.data.count === 0 ? t.reasonsNone : t.reasonsOf(count.data.count, count.data.isWhole))}
        </div>
        {count.data !== undefined && count.data.count > 0 && (
          <Table
            variant="embedded"
            items={count.data.reasons}
            trackBy="reason"
            ariaLabels={{ tableLabel: t.reasons }}
            columnDefinitions={[
              {
                id: 'reason',
                header: t.columns.reason,
                minWidth: 180,
                isRowHeader: true,
                cell: ({ reason }) => <Foreign text={reason} />,
              },
              { id: 'count', header: t.columns.count, minWidth: 80, cell: ({ count: times }) => times },
            ]}
          />
        )}
        {count.error !== null && <Fault error={count.error} />}
      </SpaceBetween>
    </Container>
  );
}
