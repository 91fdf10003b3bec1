import './set-up.css';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { texts } from '../../texts/index.ts';

interface TextBlockProps {
  /** What it is, for people who can't see it. */
  readonly label: string;
  readonly text: string;
}

/** Several lines to copy. */
export function TextBlock({ label, text }: TextBlockProps) {
  const [said, setSaid] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid(texts.kit.copied),
      () => setSaid(texts.kit.notCopied),
    );
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className="set-up-text" tabIndex={0}>
        {text}
      </pre>
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <Button iconName="copy" ariaLabel={texts.kit.copyOf(label)} onClick={() => void copy()}>
          {texts.kit.copy}
        </Button>
        <span role="status">{said}</span>
      </SpaceBetween>
    </section>
  );
}
