import './copy-text.css';
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { texts } from '../texts/index.ts';

interface CopyTextProps {
  readonly text: string;
  /** What is copied, for people who can't see it. */
  readonly label?: string;
}

/** A text beside a button that copies it. Several lines stay lines. */
export function CopyText({ text, label = texts.kit.copy }: CopyTextProps) {
  return (
    <div className="copy-text">
      <Box variant="pre">
        <CopyToClipboard
          variant="icon"
          copyButtonAriaLabel={label}
          copySuccessText={texts.kit.copied}
          copyErrorText={texts.kit.notCopied}
          textToCopy={text}
        />{' '}
        <Box variant="code">{text}</Box>
      </Box>
    </div>
  );
}
