import './yaml-editor.css';
import { type KeyboardEvent, useId, useRef } from 'react';

interface YamlEditorProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** The line that can't be read. */
  readonly wrongLine?: number | undefined;
  readonly describedBy?: string | undefined;
  readonly readOnly?: boolean;
}

const FEWEST_LINES = 16;
const MOST_LINES = 40;
const LINE_HEIGHT = 20;
const PADDING = 16;

/** A text of many lines with their numbers. It is the browser's own field, so Tab leaves it, and undo and search work. */
export function YamlEditor(props: YamlEditorProps) {
  const { id, label, help, value, onChange, wrongLine, describedBy, readOnly = false } = props;
  const numbers = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const count = value.split('\n').length;
  const height = Math.min(MOST_LINES, Math.max(FEWEST_LINES, count)) * LINE_HEIGHT + PADDING;
  return (
    <div className={`yaml-editor${wrongLine === undefined ? '' : ' yaml-editor-wrong'}`}>
      <div ref={numbers} className="yaml-editor-lines" aria-hidden="true" style={{ blockSize: height }}>
        <Numbers count={count} wrongLine={wrongLine} />
      </div>
      <textarea
        id={id}
        className="yaml-editor-text"
        style={{ blockSize: height }}
        aria-label={label}
        aria-describedby={[helpId, describedBy].filter((one) => one !== undefined).join(' ')}
        aria-invalid={wrongLine !== undefined}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        wrap="off"
        value={value}
        readOnly={readOnly}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={keepIndentation}
        onScroll={({ currentTarget }) => numbers.current?.scrollTo({ top: currentTarget.scrollTop })}
      />
      <span id={helpId} hidden>
        {help}
      </span>
    </div>
  );
}

function Numbers({ count, wrongLine }: { readonly count: number; readonly wrongLine: number | undefined }) {
  return Array.from({ length: count }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its identity
    <div key={index} className={index + 1 === wrongLine ? 'yaml-editor-mark' : ''}>
      {index + 1 === wrongLine ? `✖ ${index + 1}` : index + 1}
    </div>
  ));
}

/** Begins the next line below the current one, and one step further where a value of its own begins. */
function keepIndentation(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const { currentTarget: area } = event;
  const isPlain = !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.nativeEvent.isComposing);
  if (event.key !== 'Enter' || !isPlain) return;
  const line = area.value.slice(0, area.selectionStart).split('\n').at(-1) ?? '';
  const indentation = `${/^ */.exec(line)?.[0] ?? ''}${/:\s*$/.test(line) ? '  ' : ''}`;
  if (indentation === '') return;
  // Unlike a new value, this can be undone.
  if (document.execCommand('insertText', false, `\n${indentation}`)) event.preventDefault();
}

/** Puts the cursor at the beginning of a line, and scrolls to it. */
export function goToLine(id: string, line: number): void {
  const area = document.getElementById(id);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const start = area.value
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start);
  area.scrollTop = Math.max(0, (line - 4) * LINE_HEIGHT);
}
