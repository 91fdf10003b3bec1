import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { components } from '../../../clients/typescript/src/index.ts';
import { verify } from '../../api/verify.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { LongRun } from '../../kit/progress.tsx';
import { To } from '../../kit/to.tsx';
import { useLongRun } from '../../kit/use-long-run.ts';
import { texts } from '../../texts/index.ts';
import type { Row } from './rows.ts';
import { changeRows } from './use-rows.ts';

const t = texts.connectors;

type Verification = components['schemas']['Verification'];

interface VerifyManyProps {
  readonly rows: readonly Row[];
  readonly close: () => void;
}

/** Asks, verifies, and tells what came of it. A connector that failed is no failure of the run. */
export function VerifyMany({ rows, close }: VerifyManyProps) {
  const run = useLongRun<Row, Verification>();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const start = (of: readonly Row[]) => {
    setAsked(true);
    void run
      .start(of, async ({ id }, signal) => await verify(queries, id, {}, signal))
      .then(({ outcomes }) => {
        const at = new Date().toISOString();
        const found = new Map(
          outcomes.flatMap(({ item, result }) => (result === undefined ? [] : [[item.id, result.outcome]])),
        );
        changeRows(queries, (row) => {
          const outcome = found.get(row.id);
          return outcome === undefined ? row : { ...row, verified: { ...row.verified, at, outcome } };
        });
      });
  };
  if (!asked) {
    return (
      <Confirm title={t.verifyTitle(rows.length)} action={t.verifyDo} onConfirm={() => start(rows)} onCancel={close}>
        <Box>{t.verifyWhat}</Box>
      </Confirm>
    );
  }
  return (
    <Container>
      <SpaceBetween size="s">
        <LongRun run={run} label={t.verifying} nameOf={({ id }) => id} again={start} />
        <Verdict results={run.state.outcomes.flatMap(({ result }) => result ?? [])} />
        {run.state.phase !== 'running' && <Button onClick={close}>{t.verifyClose}</Button>}
      </SpaceBetween>
    </Container>
  );
}

function Verdict({ results }: { readonly results: readonly Verification[] }) {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const passed = results.filter(({ outcome }) => outcome === 'passed');
  return (
    <>
      <Box>{t.verdict(passed.length, failed.length, results.length - passed.length - failed.length)}</Box>
      {failed.length > 0 && (
        <ul>
          {failed.map(({ connectorId, checks }) => (
            <li key={connectorId}>
              <To href={`/connectors/${connectorId}/verify`}>{connectorId}</To>
              {': '}
              <Foreign text={checks.find(({ outcome }) => outcome === 'failed')?.seen ?? ''} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
