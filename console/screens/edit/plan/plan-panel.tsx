import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { lazy, Suspense } from 'react';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import type { FieldFault } from '../../../api/problem.ts';
import { Fault } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { texts } from '../../../texts/index.ts';
import type { Plan, usePlan } from '../api/plan.ts';
import type { Editing } from '../object/editing.ts';
import { writeYaml } from '../object/yaml-text.ts';
import { WhoGetsIn } from './who-gets-in.tsx';

const Diff = lazy(async () => ({ default: (await import('../../../kit/diff.tsx')).Diff }));

interface PlanPanelProps {
  readonly kind: DefinitionKind;
  readonly editing: Editing;
  readonly plan: ReturnType<typeof usePlan>;
  readonly goTo: (field: string) => void;
}

/** What saving would do: what the service says of it, who would get in, and what changes. */
export function PlanPanel({ kind, editing, plan, goTo }: PlanPanelProps) {
  return (
    <Container
      header={
        <Header variant="h2" description={texts.edit.planHelp}>
          {texts.edit.plan}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <div role="status" aria-live="polite">
          <Verdict plan={plan} />
        </div>
        {plan.data !== undefined && <Said plan={plan.data} goTo={goTo} />}
        {plan.error !== null && <Fault error={plan.error} again={() => void plan.refetch()} />}
        {kind === 'connector' && <WhoGetsIn connector={editing.value} />}
        <Box>
          <Box variant="h3">{texts.edit.changes}</Box>
          <Suspense fallback={texts.kit.loading}>
            <Diff before={writeYaml(editing.base)} after={changedText(editing)} />
          </Suspense>
        </Box>
      </SpaceBetween>
    </Container>
  );
}

/** The new definition with its fields in the order of the stored one, so that only what changes differs. */
function changedText({ base, value }: Editing): string {
  const kept = Object.keys(base).filter((name) => Object.hasOwn(value, name));
  const added = Object.keys(value).filter((name) => !Object.hasOwn(base, name));
  return writeYaml(Object.fromEntries([...kept, ...added].map((name) => [name, value[name]])));
}

/** In a few words whether the service would take it. */
export function Verdict({ plan }: Pick<PlanPanelProps, 'plan'>) {
  if (!plan.isReady) return <StatusIndicator type="pending">{texts.edit.nothingToCheck}</StatusIndicator>;
  if (!plan.isCurrent && plan.error === null) {
    return <StatusIndicator type="loading">{texts.edit.checking}</StatusIndicator>;
  }
  if (plan.error !== null || plan.data === undefined) return null;
  const { faults, moreFaults, notices } = plan.data;
  const count = faults.length + moreFaults;
  if (count > 0) return <StatusIndicator type="error">{texts.edit.wouldNot(count)}</StatusIndicator>;
  return (
    <SpaceBetween size="s" direction="horizontal">
      <StatusIndicator type="success">{texts.edit.checked}</StatusIndicator>
      {notices.length > 0 && <StatusIndicator type="info">{texts.edit.notices(notices.length)}</StatusIndicator>}
    </SpaceBetween>
  );
}

function Said({
  plan: { faults, moreFaults, notices, waits },
  goTo,
}: { readonly plan: Plan } & Pick<PlanPanelProps, 'goTo'>) {
  return (
    <SpaceBetween size="s">
      {faults.length > 0 && (
        <Alert type="error">
          <Faults faults={faults} goTo={goTo} />
          {moreFaults > 0 && <p>{texts.edit.moreFaults(moreFaults)}</p>}
          {faults.some(isMeantByAcknowledging) && <p>{texts.edit.risk}</p>}
        </Alert>
      )}
      {notices.length > 0 && (
        <Alert type="info">
          <Faults faults={notices} goTo={goTo} />
        </Alert>
      )}
      {waits !== undefined && <Alert type="warning">{texts.edit.waits(waits)}</Alert>}
    </SpaceBetween>
  );
}

/** Whether a fault is a warning of lint, which says itself what accepts it. */
function isMeantByAcknowledging({ detail }: FieldFault): boolean {
  return detail.includes('acknowledgeRisk: true');
}

interface FaultsProps {
  readonly faults: readonly FieldFault[];
  readonly goTo: (field: string) => void;
}

function Faults({ faults, goTo }: FaultsProps) {
  return (
    <ul>
      {faults.map(({ field, detail }) => (
        <li key={`${field} ${detail}`}>
          {field !== '' && (
            <Button variant="inline-link" ariaLabel={texts.edit.goTo(field)} onClick={() => goTo(field)}>
              {field}
            </Button>
          )}{' '}
          <Foreign text={detail} most={600} />
        </li>
      ))}
    </ul>
  );
}
