import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { Foreign } from '../../kit/foreign.tsx';
import { Time } from '../../kit/time.tsx';
import { texts } from '../../texts/index.ts';
import { PLACES } from '../places.ts';
import type { Approval, Decision } from './approval.ts';

const t = texts.approvals;

const Change = lazy(async () => ({ default: (await import('./change.tsx')).Change }));

interface ProposalProps {
  readonly approval: Approval;
  readonly isOwn: boolean;
  readonly onDecide: (decision: Decision) => void;
}

/** One change that waits. What it changes is read when it is asked for. */
export function Proposal({ approval, isOwn, onDecide }: ProposalProps) {
  const [isShown, setShown] = useState(false);
  const { target, action } = approval;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button onClick={() => onDecide('reject')}>{t.reject}</Button>
              <Button variant="primary" disabled={isOwn} disabledReason={t.own} onClick={() => onDecide('approve')}>
                {t.approve}
              </Button>
            </SpaceBetween>
          }
        >
          {t.actions[action]} {t.kinds[target.kind]}{' '}
          <Link href={`${PLACES[target.kind]}/${target.id}`}>{target.id}</Link>
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs columns={3} items={factsOf(approval)} />
        {isOwn && <Box variant="small">{t.own}</Box>}
        <Button ariaExpanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? t.hideChange : t.showChange}
        </Button>
        {isShown && (
          <Suspense fallback={<Spinner />}>
            <Change approval={approval} />
          </Suspense>
        )}
      </SpaceBetween>
    </Container>
  );
}

function factsOf({ reason, proposedBy, proposedAt, expiresAt, fields }: Approval) {
  return [
    { label: t.why, value: <Foreign text={reason} /> },
    { label: t.proposedBy, value: <Foreign text={proposedBy} /> },
    { label: t.proposed, value: <Time at={proposedAt} /> },
    { label: t.expires, value: <Time at={expiresAt} /> },
    ...(fields.length === 0 ? [] : [{ label: t.fields, value: fields.join(', ') }]),
  ];
}
