import './edit.css';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { DefinitionKind } from '../../../shared/domain/definition.ts';
import type { FieldFault } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';
import type { Stored } from './api/definitions.ts';
import { faultsOfOne, usePlan } from './api/plan.ts';
import { fieldsOf, missing } from './form/fields.ts';
import type { FormState } from './form/form-context.ts';
import { goToField } from './go-to-field.ts';
import { type Editing, isChanged } from './object/editing.ts';
import { Panes } from './panes.tsx';
import { PlanPanel, Verdict } from './plan/plan-panel.tsx';
import { Messages } from './save/messages.tsx';
import { SaveBar } from './save/save-bar.tsx';
import { useSaving } from './save/use-saving.ts';
import { StartFrom } from './start/start-from.tsx';
import { useEditing } from './use-editing.ts';
import { useLeaveWarning } from './use-leave-warning.ts';

interface EditorProps {
  readonly kind: DefinitionKind;
  /** Absent for a new definition. */
  readonly id?: string | undefined;
  readonly stored: Stored;
}

/** A definition as a form and as YAML, what saving it would do, and saving it. */
export function Editor({ kind, id, stored }: EditorProps) {
  const draft = useEditing(kind, id, stored);
  const { editing } = draft;
  const saving = useSaving(kind, id, stored, draft);
  const changed = isChanged(editing);
  const known = useFaults(kind, id, editing, saving.mutation.error);
  const { lacking, goTo, trySaving } = useTrySaving(kind, editing, saving.mutation, known);
  useLeaveWarning(changed && saving.waits === undefined);
  const { plan, faults } = known;
  const form: FormState = {
    kind,
    isNew: id === undefined,
    value: editing.value,
    set: draft.set,
    faults,
    notices: plan.data?.notices ?? [],
    missing: lacking,
    frozen: editing.unreadable !== undefined,
  };
  return (
    <>
      <SpaceBetween size="l">
        <Messages draft={draft} saving={saving} />
        {kind === 'connector' && id === undefined && <StartFrom isFilled={changed} onStart={draft.replace} />}
        <Panes form={form} editing={editing} onType={draft.type} />
        <PlanPanel kind={kind} editing={editing} plan={plan} goTo={goTo} />
      </SpaceBetween>
      {saving.waits === undefined && (
        <SaveBar
          {...{ kind, id, editing, saving }}
          verdict={<Verdict plan={plan} />}
          onSave={trySaving}
          onGiveUp={draft.discard}
        />
      )}
    </>
  );
}

/** What the service would refuse of the definition as it is typed, and what it refused when it was saved. */
function useFaults(kind: DefinitionKind, id: string | undefined, editing: Editing, refused: Error | null) {
  const idChanged = id !== undefined && editing.value.id !== id;
  const isWritten = editing.unreadable === undefined && Object.keys(editing.value).length > 0;
  const plan = usePlan(kind, editing.value, isWritten && !idChanged);
  const faults = [
    ...(idChanged ? [{ field: 'id', detail: texts.edit.idChanged }] : []),
    ...known(plan.data?.faults ?? [], faultsOfOne(kind, refused)),
  ];
  return { plan, faults, isCurrent: idChanged || plan.isCurrent };
}

/** Saves. While something is missing or wrong, it leads there instead, and what is missing is told from then on. */
function useTrySaving(
  kind: DefinitionKind,
  editing: Editing,
  { mutate }: ReturnType<typeof useSaving>['mutation'],
  { faults, isCurrent }: ReturnType<typeof useFaults>,
) {
  const [tried, setTried] = useState(false);
  const lacking = missing(fieldsOf(kind, editing.value), editing.value);
  const goTo = (field: string) => goToField(field, editing.text);
  const trySaving = () => {
    setTried(true);
    const first = lacking[0] ?? (isCurrent ? faults[0]?.field : undefined);
    if (first !== undefined) goTo(first);
    else mutate(editing, { onError: (error) => goToFirst(faultsOfOne(kind, error), goTo) });
  };
  return { lacking: tried ? lacking : [], goTo, trySaving };
}

function goToFirst(faults: readonly FieldFault[], goTo: (field: string) => void): void {
  const [first] = faults;
  if (first !== undefined) goTo(first.field);
}

/** What the plan says, and what saving said beside it. */
function known(planned: readonly FieldFault[], saved: readonly FieldFault[]): readonly FieldFault[] {
  const isKnown = ({ field, detail }: FieldFault) =>
    planned.some((one) => one.field === field && one.detail === detail);
  return [...planned, ...saved.filter((one) => !isKnown(one))];
}
