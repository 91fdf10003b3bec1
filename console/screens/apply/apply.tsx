import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FileInput from '@cloudscape-design/components/file-input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { Fault } from '../../kit/answered.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { Page } from '../../kit/page.tsx';
import { useDraft } from '../../kit/use-draft.ts';
import { YamlEditor } from '../../kit/yaml-editor.tsx';
import { texts } from '../../texts/index.ts';
import { readYaml } from '../edit/object/yaml-text.ts';
import { faultText } from '../edit/yaml-pane.tsx';
import type { Outcome, Progress } from './apply-all.ts';
import { Changes } from './changes.tsx';
import { definitionsIn } from './definitions-in.ts';
import { useApply, type WrittenSet } from './use-apply.ts';

const t = texts.apply;
const FIELD_ID = 'apply-definitions';
const SAID_ID = 'apply-said';

/** Applies a file of definitions: first the plan, and by another click exactly that. */
export function Apply() {
  const { draft, keep, discard } = useDraft<string>('apply');
  const [typed, setTyped] = useState({ text: draft ?? '', prune: false });
  const { plan, apply, progress, forget } = useApply();
  const planned = plan.data;
  const change = (changes: Partial<Typed>) => {
    setTyped((before) => ({ ...before, ...changes }));
    if (changes.text === '') discard();
    else if (changes.text !== undefined) keep(changes.text);
    forget();
  };
  const isDone = progress !== undefined && !apply.isPending;
  return (
    <Page title={t.title} description={t.description} command={t.command(typed.prune)}>
      <Definitions
        typed={typed}
        onChange={change}
        frozen={apply.isPending}
        busy={plan.isPending}
        onPlan={plan.mutate}
      />
      {plan.error !== null && <Fault error={plan.error} />}
      {planned !== undefined && (
        <Planned
          outcome={planned.outcome}
          busy={apply.isPending}
          isDone={isDone}
          onApply={() => apply.mutate(planned, { onSuccess: discard })}
        />
      )}
      <div role="status">{progress !== undefined && <Told progress={progress} isDone={isDone} />}</div>
      {apply.error !== null && <Fault error={apply.error} />}
    </Page>
  );
}

interface Typed {
  readonly text: string;
  readonly prune: boolean;
}

interface DefinitionsProps {
  readonly typed: Typed;
  readonly onChange: (changes: Partial<Typed>) => void;
  /** Until it is done, the screen shows what is being written. */
  readonly frozen: boolean;
  readonly busy: boolean;
  readonly onPlan: (set: WrittenSet) => void;
}

function Definitions({ typed: { text, prune }, onChange, frozen, busy, onPlan }: DefinitionsProps) {
  const read = readYaml(text);
  return (
    <SpaceBetween size="l">
      {!frozen && <OpenFile onOpen={(opened) => onChange({ text: opened })} />}
      <YamlEditor
        id={FIELD_ID}
        label={t.label}
        help={texts.edit.yamlHelp}
        value={text}
        onChange={(typed) => onChange({ text: typed })}
        wrongLine={read.ok ? undefined : read.line}
        describedBy={SAID_ID}
        readOnly={frozen}
      />
      <div id={SAID_ID} role="status">
        {!read.ok && <StatusIndicator type="error">{texts.edit.lineFault(read.line, faultText(read))}</StatusIndicator>}
      </div>
      <Checkbox
        checked={prune}
        disabled={frozen}
        description={t.pruneHelp}
        onChange={({ detail }) => onChange({ prune: detail.checked })}
      >
        {t.prune}
      </Checkbox>
      <Button
        loading={busy}
        disabled={frozen || !read.ok || text.trim() === ''}
        onClick={() => read.ok && onPlan({ definitions: definitionsIn(read.value), prune })}
      >
        {t.doPlan}
      </Button>
    </SpaceBetween>
  );
}

function OpenFile({ onOpen }: { readonly onOpen: (text: string) => void }) {
  const open = async (file: File | undefined) => onOpen(file === undefined ? '' : await file.text());
  return (
    <FileInput value={[]} accept=".yml,.yaml,.json" onChange={({ detail }) => void open(detail.value[0])}>
      {t.file}
    </FileInput>
  );
}

interface PlannedProps {
  readonly outcome: Outcome;
  readonly busy: boolean;
  readonly isDone: boolean;
  readonly onApply: () => void;
}

function Planned({ outcome, busy, isDone, onApply }: PlannedProps) {
  const [isAsked, setAsked] = useState(false);
  const toDo = outcome.changes.filter(({ action }) => action !== 'unchanged');
  const begin = () => {
    setAsked(false);
    onApply();
  };
  return (
    <SpaceBetween size="m">
      <Changes outcome={outcome} />
      {toDo.length > 0 && !isDone && (
        <Button variant="primary" loading={busy} onClick={() => setAsked(true)}>
          {t.doApply(toDo.length)}
        </Button>
      )}
      {isAsked && (
        <Confirm
          title={t.confirm(toDo.length)}
          action={t.doApply(toDo.length)}
          onConfirm={begin}
          onCancel={() => setAsked(false)}
        >
          <Box>{t.confirmHelp(toDo.filter(({ action }) => action === 'delete').length)}</Box>
        </Confirm>
      )}
    </SpaceBetween>
  );
}

function Told({ progress: { applied, remaining, waiting }, isDone }: { progress: Progress; isDone: boolean }) {
  if (!isDone) return <StatusIndicator type="in-progress">{t.progress(applied, remaining)}</StatusIndicator>;
  if (waiting > 0) return <StatusIndicator type="warning">{t.waiting(applied, waiting)}</StatusIndicator>;
  return (
    <StatusIndicator type={remaining === 0 ? 'success' : 'warning'}>{t.progress(applied, remaining)}</StatusIndicator>
  );
}
