import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { scopeText } from '../../../../shared/domain/stop.ts';
import { type Stop, useStops } from '../../../api/stops.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { Time } from '../../../kit/time.tsx';
import { texts } from '../../../texts/index.ts';
import { Resume } from './resume.tsx';
import { wordsOf } from './scope-words.ts';

const t = texts.stop;

function columns(onResume: (stop: Stop) => void): readonly TableProps.ColumnDefinition<Stop>[] {
  return [
    {
      id: 'scope',
      header: t.columns.scope,
      isRowHeader: true,
      minWidth: 180,
      cell: ({ scope }) => <Foreign text={wordsOf(scope)} most={160} />,
    },
    { id: 'reason', header: t.columns.reason, minWidth: 220, cell: ({ reason }) => <Foreign text={reason} /> },
    {
      id: 'resume',
      header: t.columns.resume,
      minWidth: 140,
      cell: (stop) => (
        <Button
          wrapText={false}
          ariaLabel={t.resumeOf(wordsOf(stop.scope).slice(0, 100))}
          onClick={() => onResume(stop)}
        >
          {t.resume}
        </Button>
      ),
    },
    { id: 'at', header: t.columns.at, minWidth: 170, cell: ({ at }) => <Time at={at} /> },
    { id: 'by', header: t.columns.by, minWidth: 150, cell: ({ by }) => <Foreign text={by} most={100} /> },
  ];
}

export function InForce() {
  const query = useStops();
  const [asked, setAsked] = useState<Stop>();
  return (
    <div>
      <Answered query={query}>
        {(items) => (
          <Table
            variant="container"
            wrapLines
            trackBy={({ scope }) => scopeText(scope)}
            ariaLabels={{ tableLabel: t.inForce }}
            header={
              <Header variant="h2" counter={`(${items.length})`}>
                {t.inForce}
              </Header>
            }
            columnDefinitions={columns(setAsked)}
            items={items}
            empty={t.none}
          />
        )}
      </Answered>
      {asked !== undefined && <Resume stop={asked} onEnd={() => setAsked(undefined)} />}
    </div>
  );
}
