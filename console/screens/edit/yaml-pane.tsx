import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { unseenIn } from '../../kit/unseen.ts';
import { YamlEditor } from '../../kit/yaml-editor.tsx';
import { texts } from '../../texts/index.ts';
import { YAML_ID } from './go-to-field.ts';
import type { Editing } from './object/editing.ts';

interface YamlPaneProps {
  readonly editing: Editing;
  readonly onType: (text: string) => void;
}

const SAID_ID = 'definition-yaml-said';
const MOST_UNSEEN = 5;

/** The definition as YAML, with what is wrong with it. */
export function YamlPane({ editing, onType }: YamlPaneProps) {
  const { text, unreadable, hasComments, lostComments } = editing;
  const unseen = unseenIn(text).slice(0, MOST_UNSEEN);
  return (
    <SpaceBetween size="xs">
      <YamlEditor
        id={YAML_ID}
        label={texts.edit.yamlLabel}
        help={texts.edit.yamlHelp}
        value={text}
        onChange={onType}
        wrongLine={unreadable?.line}
        describedBy={SAID_ID}
      />
      <div id={SAID_ID} role="status" aria-live="polite">
        {unreadable !== undefined && (
          <Alert type="error" header={texts.edit.lineFault(unreadable.line, faultText(unreadable))}>
            {texts.edit.frozen}
          </Alert>
        )}
      </div>
      {unseen.length > 0 && (
        <StatusIndicator type="warning">
          {texts.edit.unseen(unseen.map(({ code, line }) => texts.edit.unseenAt(code, line)).join(', '))}
        </StatusIndicator>
      )}
      {lostComments && <StatusIndicator type="warning">{texts.edit.commentsLost}</StatusIndicator>}
      {hasComments && <Box color="text-body-secondary">{texts.edit.comments}</Box>}
    </SpaceBetween>
  );
}

/** What is wrong with a text, in a sentence. */
export function faultText(unreadable: NonNullable<Editing['unreadable']>): string {
  if ('detail' in unreadable) return unreadable.detail;
  const text = texts.edit.faults[unreadable.fault];
  return typeof text === 'string' ? text : text(unreadable.name ?? '');
}
