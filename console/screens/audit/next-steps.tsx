import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'wouter';
import { useSession } from '../../api/session.ts';
import { texts } from '../../texts/index.ts';
import { auditAddress } from './filters.ts';
import { type AuditRecord, aboutOf, addressOfDefinition } from './records.ts';

const t = texts.audit;

/** What people do after they have read a record: look at the rule, try it, see what else the caller got, stop it. */
export function NextSteps({ record }: { readonly record: AuditRecord }) {
  const [, go] = useLocation();
  const session = useSession();
  const { connectorId, caller, outcome } = record;
  const { issuer, subject } = caller;
  const about = aboutOf(record);
  const definition = about && addressOfDefinition(about);
  const administers = session.data?.caller.administrator === true;
  const stops =
    connectorId === undefined || !administers
      ? []
      : [
          { text: t.stopCaller, query: { kind: 'caller', id: issuer, subject } },
          { text: t.stopConnector, query: { kind: 'connector', id: connectorId } },
        ];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {definition !== undefined && (
        <Button onClick={() => go(definition)}>{t.openDefinition(about?.kind ?? '')}</Button>
      )}
      <Button onClick={() => go(auditAddress({ issuer, caller: subject, since: '31d' }))}>{t.allOfCaller}</Button>
      {connectorId !== undefined && outcome === 'refused' && administers && (
        <Button onClick={() => go(`/decision?${new URLSearchParams({ connector: connectorId })}`)}>{t.decide}</Button>
      )}
      {stops.map(({ text, query }) => (
        <Button key={text} onClick={() => go(`/stop?${new URLSearchParams(query)}`)}>
          {text}
        </Button>
      ))}
    </SpaceBetween>
  );
}
