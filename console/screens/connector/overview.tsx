import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { useStops } from '../../api/stops.ts';
import { Answered } from '../../kit/answered.tsx';
import { CopyText } from '../../kit/copy-text.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import type { Finding } from '../connectors/findings.ts';
import { readFindings } from '../connectors/lint.ts';
import { Sentence } from './sentence.tsx';
import type { TabProps } from './tab.ts';
import { summaryOf } from './words.ts';

const t = texts.connector;

/** What the connector is, in a sentence and in facts, and what the linter says of it. */
export function Overview(props: TabProps) {
  const { connector, version, isAdministrator } = props;
  const account = useAccount(connector.account, isAdministrator);
  const { enabled = true, systemScope = false } = connector;
  return (
    <SpaceBetween size="l">
      <Box fontSize="heading-m">
        <Sentence words={summaryOf(connector, account?.chained)} />
      </Box>
      {!enabled && <Alert type="info">{t.sentence.disabled}</Alert>}
      {enabled && !systemScope && (connector.grants ?? []).length > 0 && <Box>{t.sentence.workloadsNo}</Box>}
      {isAdministrator && <Stopped {...props} />}
      {isAdministrator && <Linted {...props} />}
      <Facts connector={connector} version={version} accountId={account?.accountId} />
      <div className="connector-copied">
        <KeyValuePairs
          columns={1}
          items={[
            ...copied(t.facts.role, 'roleArn' in connector ? connector.roleArn : undefined),
            ...copied(t.facts.externalId, 'externalId' in connector ? connector.externalId : undefined),
          ]}
        />
      </div>
    </SpaceBetween>
  );
}

interface FactsProps extends Pick<TabProps, 'connector' | 'version'> {
  readonly accountId: string | undefined;
}

function Facts({ connector, version, accountId }: FactsProps) {
  const { enabled = true, systemScope = false, serves = ['ecr'], account, description } = connector;
  return (
    <KeyValuePairs
      columns={3}
      minColumnWidth={180}
      items={[
        { label: t.facts.state, value: <State enabled={enabled} /> },
        { label: t.facts.version, value: version },
        { label: t.facts.type, value: connector.principalType },
        { label: t.facts.serves, value: serves.join(', ') },
        { label: t.facts.systemScope, value: systemScope ? t.facts.systemScopeYes : t.facts.systemScopeNo },
        { label: t.facts.risk, value: connector.acknowledgeRisk === true ? t.facts.riskYes : t.facts.riskNo },
        {
          label: t.facts.account,
          value: (
            <>
              <To href={`/accounts/${account}`}>{account}</To> {accountId}
            </>
          ),
        },
        ...(description === undefined ? [] : [{ label: t.facts.description, value: <Foreign text={description} /> }]),
      ]}
    />
  );
}

function copied(label: string, text: string | undefined) {
  return text === undefined ? [] : [{ label, value: <CopyText text={text} /> }];
}

function State({ enabled }: { readonly enabled: boolean }) {
  return (
    <StatusIndicator type={enabled ? 'success' : 'stopped'}>
      {enabled ? texts.connectors.state.enabled : texts.connectors.state.disabled}
    </StatusIndicator>
  );
}

/** The account's number, and whether Portunus's own role assumes the connector's. */
function useAccount(id: string, enabled: boolean) {
  const { data } = useQuery({
    queryKey: ['account-of-connector', id],
    enabled,
    queryFn: async ({ signal }) => dataOf(await api.GET('/accounts/{id}', { params: { path: { id } }, signal })),
  });
  if (data === undefined || !('awsAccountId' in data)) return undefined;
  return { accountId: data.awsAccountId, chained: data.credentials.source === 'execution-role' };
}

function Stopped({ id }: TabProps) {
  const { data } = useStops();
  const stop = data?.find(({ scope }) => scope === 'all' || ('connector' in scope && scope.connector === id));
  if (stop === undefined) return null;
  return (
    <Alert type="error">
      <Foreign text={t.isStopped(stop.by, stop.reason)} /> <To href="/stop">{t.seeStops}</To>
    </Alert>
  );
}

/** The dry run of a write that changes nothing. */
function Linted({ id, connector, version }: TabProps) {
  const findings = useQuery({
    queryKey: ['lint', id, version],
    queryFn: async ({ signal }) => (await readFindings([connector], signal)).get(id) ?? [],
  });
  return (
    <Answered query={findings}>
      {(found) => <Findings found={found} accepted={connector.acknowledgeRisk === true} />}
    </Answered>
  );
}

function Findings({ found, accepted }: { readonly found: readonly Finding[]; readonly accepted: boolean }) {
  if (found.length === 0) {
    return accepted ? (
      <Alert type="info">{t.lint.accepted}</Alert>
    ) : (
      <StatusIndicator>{t.lint.nothing}</StatusIndicator>
    );
  }
  const refused = found.some(({ refuses }) => refuses);
  return (
    <Alert type={refused ? 'error' : 'warning'} header={refused ? t.lint.refused : t.lint.found}>
      <ul>
        {found.map(({ field, detail }) => (
          <li key={`${field} ${detail}`}>
            <Box variant="code">{field}</Box> <Foreign text={detail} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
