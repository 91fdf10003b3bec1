import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Answered } from '../../kit/answered.tsx';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { isUsed } from './sums.ts';
import { useUnused } from './use-usage.ts';

const t = texts.usage;
const UNUSED_DAYS = 90;

/** What can be disabled, probably. */
export function Unused() {
  const query = useUnused(UNUSED_DAYS);
  return (
    <Container header={<Header variant="h2">{t.unused}</Header>}>
      <SpaceBetween size="xs">
        <Box color="text-body-secondary">{t.unusedHelp}</Box>
        <Answered query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Box>{t.unusedNone(UNUSED_DAYS)}</Box>
            ) : (
              <>
                <Box>{t.atUnused(UNUSED_DAYS)}</Box>
                <ul>
                  {items.filter(isUsed).map(({ connectorId, lastUsedAt }) => (
                    <li key={connectorId}>
                      <To href={`/connectors/${connectorId}`}>{connectorId}</To>{' '}
                      {lastUsedAt === undefined ? t.never : <Time at={lastUsedAt} />}
                    </li>
                  ))}
                </ul>
              </>
            )
          }
        </Answered>
      </SpaceBetween>
    </Container>
  );
}
