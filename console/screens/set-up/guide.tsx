import './set-up.css';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Command } from '../../kit/command.tsx';
import { texts } from '../../texts/index.ts';
import { AccountStep, ConnectorStep, IamStep, IssuerStep, LoginStep, VerifyStep } from './step-actions.tsx';
import { commandOf, type Found, guidedConnector, STEPS, type StepId, type StepStatus, stepsOf } from './steps.ts';
import { thereOf } from './there.ts';

const t = texts.setUp;
const TYPES = { done: 'success', next: 'in-progress', later: 'pending' } as const;

interface GuideProps {
  readonly found: Found;
  readonly name: string;
}

/** The steps, in order. The next one says what to do, and those that are done say what is there. */
export function Guide({ found, name }: GuideProps) {
  const [ci, setCi] = useState('github');
  const [query, setQuery] = useSearchParams();
  const chosen = query.get('connector') ?? undefined;
  const steps = stepsOf(found, chosen);
  const connector = guidedConnector(found, chosen);
  const id = connector?.id ?? '';
  const next = STEPS.find((step) => steps[step] === 'next');
  const bodies: Readonly<Record<StepId, ReactNode>> = {
    signIn: null,
    account: <AccountStep />,
    issuer: <IssuerStep ci={ci} onCi={setCi} />,
    connector: <ConnectorStep ci={ci} onCi={setCi} {...(found.account && { account: found.account })} />,
    iam: <IamStep id={id} />,
    verify: <VerifyStep id={id} />,
    login: <LoginStep id={id} counted={found.counted} />,
  };
  return (
    <SpaceBetween size="m">
      <Box variant="h2">{next === undefined ? t.allDone : t.progress(doneIn(steps), STEPS.length)}</Box>
      {found.connectors.length > 1 && (
        <ChooseConnector found={found} id={id} onId={(connector) => setQuery({ connector }, { replace: true })} />
      )}
      <ol className="set-up-steps">
        {STEPS.map((step, index) => (
          <li key={step} aria-current={step === next ? 'step' : undefined}>
            <Step number={index + 1} step={step} status={steps[step]} {...thereOf(step, found, name, connector)}>
              {bodies[step]}
            </Step>
          </li>
        ))}
      </ol>
      <Command text={commandOf(next, id, ci)} />
    </SpaceBetween>
  );
}

function doneIn(steps: Readonly<Record<StepId, StepStatus>>): number {
  return STEPS.filter((step) => steps[step] === 'done').length;
}

interface ChooseConnectorProps {
  readonly found: Found;
  readonly id: string;
  readonly onId: (id: string) => void;
}

function ChooseConnector({ found, id, onId }: ChooseConnectorProps) {
  return (
    <FormField label={t.guided}>
      <Select
        selectedOption={{ value: id, label: id }}
        options={found.connectors.map(({ id: value }) => ({ value, label: value }))}
        filteringType="auto"
        filteringAriaLabel={t.findConnector}
        onChange={({ detail }) => onId(detail.selectedOption.value ?? id)}
      />
    </FormField>
  );
}

interface StepProps {
  readonly number: number;
  readonly step: StepId;
  readonly status: StepStatus;
  readonly there: string;
  /** Where one can see what is there. */
  readonly href?: string;
  readonly children: ReactNode;
}

function Step({ number, step, status, there, href, children }: StepProps) {
  const { title, why } = t.steps[step];
  const isNext = status === 'next';
  return (
    <Container
      disableContentPaddings={!isNext}
      header={
        <Header
          variant="h3"
          actions={<StatusIndicator type={TYPES[status]}>{t.status[status]}</StatusIndicator>}
          description={
            status === 'done' ? (
              <>
                {there} {href !== undefined && <Link href={href}>{t.show}</Link>}
              </>
            ) : (
              why
            )
          }
        >
          {t.numbered(number, title)}
        </Header>
      }
    >
      {isNext ? children : null}
    </Container>
  );
}
