import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { Answered } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { texts } from '../../texts/index.ts';
import type { Approval, Decision } from './approval.ts';
import { isOwn } from './approval.ts';
import { ConfirmDecision } from './confirm-decision.tsx';
import { Proposal } from './proposal.tsx';

const t = texts.approvals;

interface Deciding {
  readonly approval: Approval;
  readonly decision: Decision;
}

function useApprovals() {
  return useInfiniteQuery({
    queryKey: ['approvals'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === undefined ? {} : { nextToken: pageParam };
      return dataOf(await api.GET('/approvals', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextToken }) => nextToken,
  });
}

/** What waits for a second administrator. */
export function Approvals() {
  const [deciding, setDeciding] = useState<Deciding>();
  const queries = useQueryClient();
  const session = useSession();
  const pages = useApprovals();
  const close = (isDone: boolean) => {
    setDeciding(undefined);
    if (isDone) void queries.invalidateQueries();
  };
  return (
    <Page title={t.title} description={t.description} command="npx portunus approvals">
      <Answered query={pages}>
        {({ pages: read }) => (
          <List
            approvals={read.flatMap(({ items }) => items).filter(({ status }) => status === 'pending')}
            isOwn={(approval) => isOwn(approval, session.data?.caller)}
            onDecide={(approval, decision) => setDeciding({ approval, decision })}
          />
        )}
      </Answered>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {texts.kit.showMore}
        </Button>
      )}
      {deciding !== undefined && <ConfirmDecision {...deciding} onClose={close} />}
    </Page>
  );
}

interface ListProps {
  readonly approvals: readonly Approval[];
  readonly isOwn: (approval: Approval) => boolean;
  readonly onDecide: (approval: Approval, decision: Decision) => void;
}

function List({ approvals, isOwn, onDecide }: ListProps) {
  if (approvals.length === 0) {
    return (
      <Box>
        <StatusIndicator type="success">{t.empty}</StatusIndicator>
        <Box variant="p">{t.emptyHelp}</Box>
      </Box>
    );
  }
  return (
    <SpaceBetween size="l">
      {approvals.map((approval) => (
        <Proposal
          key={approval.id}
          approval={approval}
          isOwn={isOwn(approval)}
          onDecide={(decision) => onDecide(approval, decision)}
        />
      ))}
    </SpaceBetween>
  );
}
