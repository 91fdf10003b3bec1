import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useState } from 'react';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Fault } from '../../kit/answered.tsx';
import { Time } from '../../kit/time.tsx';
import { texts } from '../../texts/index.ts';
import type { Usable } from './connectors.ts';
import { openConsole, type Tab } from './open-console.ts';
import { type ToolId, toolFor } from './snippets/tools.ts';
import { useView } from './use-view.ts';

const t = texts.mine;

interface ActionsProps {
  readonly connector: Usable;
  readonly tool: string | null;
}

/** What can be done with a connector. What came of it stands below, where the person looks. */
export function Actions({ connector, tool: chosen }: ActionsProps) {
  const [outcome, setOutcome] = useState<ReactNode>(undefined);
  const { show } = useView();
  const { id, serves } = connector;
  const tool = toolFor(serves, chosen);
  const hasLogin = serves.some((served) => served !== 'console');
  return (
    <div>
      <SpaceBetween size="xs" direction="horizontal">
        {tool !== undefined && <CopyButton connector={connector} tool={tool} onOutcome={setOutcome} />}
        <Button ariaLabel={t.otherTools(id)} onClick={() => show({ connector: id, view: 'snippets' })}>
          {t.moreTools}
        </Button>
        {serves.includes('console') && <ConsoleButton id={id} onOutcome={setOutcome} />}
        {hasLogin && (
          <Button ariaLabel={t.getLoginOf(id)} onClick={() => show({ connector: id, view: 'login' })}>
            {t.getLogin}
          </Button>
        )}
      </SpaceBetween>
      <div role="status" className="mine-outcome">
        {outcome}
      </div>
    </div>
  );
}

interface OutcomeProps {
  readonly onOutcome: (outcome: ReactNode) => void;
}

interface CopyButtonProps extends OutcomeProps {
  readonly connector: Usable;
  readonly tool: ToolId;
}

function CopyButton({ connector, tool, onOutcome }: CopyButtonProps) {
  const { id } = connector;
  const copy = async () => {
    const { snippetsFor } = await import('./snippets.ts');
    const text = snippetsFor(tool, location.origin, connector)
      .map(({ text }) => text)
      .join('\n\n');
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    onOutcome(
      <>
        <StatusIndicator type={copied ? 'success' : 'info'}>
          {copied ? t.copied(t.tools[tool]) : t.notCopied}
        </StatusIndicator>
        <pre className="mine-code">
          <Box variant="code">{text}</Box>
        </pre>
      </>,
    );
  };
  return (
    <Button
      iconName="copy"
      ariaLabel={t.copyForOf(t.tools[tool], id)}
      onClick={() => void copy().catch(() => onOutcome(<Alert type="error">{texts.app.brokenHelp}</Alert>))}
    >
      {t.copyFor(t.tools[tool])}
    </Button>
  );
}

/** A tab that a click opens. It can't be told to have no opener and be steered as well, so that is cut off afterwards. */
function openTab(): Tab | undefined {
  return window.open('', '_blank') ?? undefined;
}

async function askLink(id: string) {
  const { url, session } = dataOf(await api.GET('/connectors/{id}/console/url', { params: { path: { id } } }));
  return { url, endsAt: session.expirationDate };
}

function ConsoleButton({ id, onOutcome }: OutcomeProps & { readonly id: string }) {
  const [opening, setOpening] = useState(false);
  const open = async () => {
    setOpening(true);
    onOutcome(undefined);
    try {
      const opened = await openConsole({ openTab, ask: () => askLink(id), waiting: t.consoleWaiting });
      onOutcome(opened === undefined ? <Blocked /> : <Opened endsAt={opened.endsAt} />);
    } catch (error) {
      onOutcome(<Fault error={error instanceof Error ? error : new Error(String(error))} />);
    } finally {
      setOpening(false);
    }
  };
  return (
    <Button
      iconName="external"
      iconAlign="right"
      loading={opening}
      loadingText={t.openingConsole}
      ariaLabel={t.openConsoleOf(id)}
      onClick={() => void open()}
    >
      {t.openConsole}
    </Button>
  );
}

function Blocked() {
  return (
    <Alert type="warning" header={t.consoleBlocked}>
      {t.consoleBlockedHelp}
    </Alert>
  );
}

function Opened({ endsAt }: { readonly endsAt: string }) {
  return (
    <StatusIndicator type="success">
      {t.consoleOpened} {t.consoleSession} <Time at={endsAt} />
    </StatusIndicator>
  );
}
