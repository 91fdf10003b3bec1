import './secret-once.css';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useEffectEvent, useState } from 'react';
import { texts } from '../texts/index.ts';
import { notify } from './notice-board.ts';

export interface SecretField {
  readonly label: string;
  readonly text: string;
  /** Whether it stays hidden until it is asked for. It can be copied without being shown. */
  readonly secret?: boolean;
}

interface SecretOnceProps {
  readonly title: string;
  readonly fields: readonly SecretField[];
  /** Must drop the secret from the state that it came from. Never keep it in a query, a mutation, an address or a draft. */
  readonly onGone: () => void;
  readonly seconds?: number;
}

/** Calls back after some seconds, or as soon as the page is hidden or left. */
function useEnd(seconds: number, onEnd: () => void): number {
  const [left, setLeft] = useState(seconds);
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    // The one clock may stand still while the machine sleeps, and the other one may be set.
    const [began, beganAt] = [performance.now(), Date.now()];
    const timer = setInterval(() => {
      const passed = Math.max(performance.now() - began, Date.now() - beganAt);
      const next = Math.ceil(seconds - passed / 1_000);
      setLeft(Math.max(next, 0));
      if (next <= 0) end();
    }, 1_000);
    const onHidden = () => document.hidden && end();
    document.addEventListener('visibilitychange', onHidden);
    window.addEventListener('pagehide', end);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onHidden);
      window.removeEventListener('pagehide', end);
    };
  }, [seconds]);
  return left;
}

/** A secret that was just issued. It is on the page for a minute, and nowhere else. */
export function SecretOnce({ title, fields, onGone, seconds = 60 }: SecretOnceProps) {
  const left = useEnd(seconds, () => {
    notify({ type: 'info', text: texts.kit.secretGone });
    onGone();
  });
  return (
    <Alert type="warning" header={title} action={<Button onClick={onGone}>{texts.kit.clearNow}</Button>}>
      <SpaceBetween size="s">
        <Box>
          {texts.kit.secretOnce} <span role="timer">{texts.kit.secondsLeft(left)}</span>
        </Box>
        <dl className="secret-fields">
          {fields.map((field) => (
            <Field key={field.label} {...field} />
          ))}
        </dl>
      </SpaceBetween>
    </Alert>
  );
}

function Field({ label, text, secret = false }: SecretField) {
  const [shown, setShown] = useState(!secret);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <CopyToClipboard
          variant="icon"
          copyButtonAriaLabel={texts.kit.copyOf(label)}
          copySuccessText={texts.kit.copied}
          copyErrorText={texts.kit.notCopied}
          textToCopy={text}
        />
        {secret && (
          <Button
            variant="inline-link"
            ariaExpanded={shown}
            ariaLabel={shown ? texts.kit.hideOf(label) : texts.kit.showOf(label)}
            onClick={() => setShown(!shown)}
          >
            {shown ? texts.kit.hide : texts.kit.show}
          </Button>
        )}
        <code className="secret-text">{shown ? text : '••••••••••••'}</code>
      </dd>
    </div>
  );
}
