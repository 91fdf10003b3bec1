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
import type { Progress } from './apply-all.ts';
import { Changes } from './changes.tsx';
import { definitionsIn } from './definitions-in.ts';
import { useApply } from './use-apply.ts';

const t = texts.apply;
const FIELD_ID = 'apply-definitions';
const SAID_ID = 'apply-said';

/** Applies a file of definitions: first the plan, and by another click exactly that. */
export function Apply() {
  const { draft, keep, discard } = useDraft<string>('apply');
  const [text, setText] = useState(draft ?? '');
  const [prune, setPrune] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const { plan, apply, progress, forget } = useApply();
  const read = readYaml(text);
  const planned = plan.data;
  const type = (typed: string) => {
    setText(typed);
    if (typed === '') discard();
    else keep(typed);
    forget();
  };
  // Until it is done, the screen shows what is being written.
  const isBusy = apply.isPending;
  const open = async (file: File | undefined) => type(file === undefined ? '' : await file.text());
  const begin = () => {
    setAsked(false);
    if (planned !== undefined) apply.mutate(planned, { onSuccess: discard });
  };
  const isDone = progress !== undefined && !isBusy;
  const toDo = planned?.outcome.changes.filter(({ action }) => action !== 'unchanged') ?? [];
  return (
    <Page title={t.title} description={t.description} command={t.command(prune)}>
      {!isBusy && (
        <FileInput value={[]} accept=".yml,.yaml,.json" onChange={({ detail }) => void open(detail.value[0])}>
          {t.file}
        </FileInput>
      )}
      <YamlEditor
        id={FIELD_ID}
        label={t.label}
        help={texts.edit.yamlHelp}
        value={text}
        onChange={type}
        wrongLine={read.ok ? undefined : read.line}
        describedBy={SAID_ID}
        readOnly={isBusy}
      />
      <div id={SAID_ID} role="status">
        {!read.ok && <StatusIndicator type="error">{texts.edit.lineFault(read.line, faultText(read))}</StatusIndicator>}
      </div>
      <Checkbox
        checked={prune}
        disabled={isBusy}
        description={t.pruneHelp}
        onChange={({ detail }) => {
          setPrune(detail.checked);
          forget();
        }}
      >
        {t.prune}
      </Checkbox>
      <Button
        loading={plan.isPending}
        disabled={isBusy || !read.ok || text.trim() === ''}
        onClick={() => read.ok && plan.mutate({ definitions: definitionsIn(read.value), prune })}
      >
        {t.doPlan}
      </Button>
      {plan.error !== null && <Fault error={plan.error} />}
      {planned !== undefined && (
        <SpaceBetween size="m">
          <Changes outcome={planned.outcome} />
          {toDo.length > 0 && !isDone && (
            <Button variant="primary" loading={isBusy} onClick={() => setAsked(true)}>
              {t.doApply(toDo.length)}
            </Button>
          )}
        </SpaceBetween>
      )}
      <div role="status">{progress !== undefined && <Told progress={progress} isDone={isDone} />}</div>
      {apply.error !== null && <Fault error={apply.error} />}
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
    </Page>
  );
}

function Told({ progress: { applied, remaining, waiting }, isDone }: { progress: Progress; isDone: boolean }) {
  if (!isDone) return <StatusIndicator type="in-progress">{t.progress(applied, remaining)}</StatusIndicator>;
  if (waiting > 0) return <StatusIndicator type="warning">{t.waiting(applied, waiting)}</StatusIndicator>;
  return (
    <StatusIndicator type={remaining === 0 ? 'success' : 'warning'}>{t.progress(applied, remaining)}</StatusIndicator>
  );
}
