import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation, useParams } from 'wouter';
import { Answered } from '../../kit/answered.tsx';
import { CopyText } from '../../kit/copy-text.tsx';
import { Page } from '../../kit/page.tsx';
import { shellWord } from '../../kit/shell-word.ts';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { KeyCard } from './key/card.tsx';
import { type Account, isReadable, useAccount, useConnectorsOf } from './read.ts';

const t = texts.accounts;

/** One account: what it is, who uses it, and its key. */
export function AccountScreen() {
  const { id = '' } = useParams<{ id: string }>();
  const query = useAccount(id);
  const [, go] = useLocation();
  return (
    <Page
      title={id}
      trail={[{ text: t.title, href: '/accounts' }]}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button onClick={() => go(`/accounts/${id}/versions`)}>{texts.definition.open}</Button>
          {query.data !== undefined && (
            <Button variant="primary" onClick={() => go(`/accounts/${id}/edit`)}>
              {t.edit}
            </Button>
          )}
        </SpaceBetween>
      }
      command={`npx portunus get account ${shellWord(id)}`}
    >
      <Answered query={query}>
        {(stored) =>
          isReadable(stored) ? (
            <SpaceBetween size="l">
              <Facts account={stored} />
              <KeyCard key={id} id={id} source={stored.credentials.source} />
              <Connectors id={id} />
            </SpaceBetween>
          ) : (
            <Alert type="warning">{t.unreadable}</Alert>
          )
        }
      </Answered>
    </Page>
  );
}

function Facts({ account: { awsAccountId, partition, credentials } }: { readonly account: Account }) {
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        minColumnWidth={180}
        items={[
          { label: t.columns.awsAccountId, value: awsAccountId },
          { label: t.columns.partition, value: t.partitions[partition] },
          { label: t.columns.source, value: t.sources[credentials.source] },
          ...(credentials.source === 'iam-user'
            ? [{ label: t.facts.secret, value: <CopyText text={credentials.secretArn} /> }]
            : []),
        ]}
      />
    </Container>
  );
}

function Connectors({ id }: { readonly id: string }) {
  const query = useConnectorsOf(id);
  return (
    <Container header={<Header variant="h2">{t.connectors}</Header>}>
      <Answered query={query}>
        {({ items, nextToken }) => (
          <>
            {items.length === 0 && <Box>{t.connectorsNone}</Box>}
            <ul>
              {items.map(({ id: connector = '' }) => (
                <li key={connector}>
                  <To href={`/connectors/${connector}`}>{connector}</To>
                </li>
              ))}
            </ul>
            {nextToken !== undefined && <Box>{t.connectorsMore}</Box>}
          </>
        )}
      </Answered>
    </Container>
  );
}
