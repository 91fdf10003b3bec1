import AttributeEditor, { type AttributeEditorProps } from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { texts } from '../../../texts/index.ts';
import { type Path, valueAt } from '../object/path.ts';
import { CONDITIONS, type ConditionRow, fitsRows } from './condition-rows.ts';
import { controlId, useForm } from './form-context.ts';
import { JsonText } from './text-controls.tsx';
import { useWritten } from './written-text.ts';

/** Claim conditions in rows. What rows can't show stands as JSON. */
export function Conditions({ path }: { readonly path: Path }) {
  const { value } = useForm();
  return fitsRows(valueAt(value, path)) ? <Rows path={path} /> : <JsonText path={path} />;
}

function Rows({ path }: { readonly path: Path }) {
  const { value, set, frozen } = useForm();
  const [rows, setRows] = useWritten(CONDITIONS, valueAt(value, path));
  const change = (changed: readonly ConditionRow[]) => {
    setRows(changed);
    set(path, CONDITIONS.read(changed));
  };
  const put = (index: number, part: Partial<ConditionRow>) =>
    change(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <AttributeEditor
      items={rows}
      addButtonText={texts.edit.addCondition}
      removeButtonText={texts.edit.remove}
      removeButtonAriaLabel={({ claim }) => texts.edit.removeCondition(claim)}
      empty={texts.edit.noConditions}
      additionalInfo={texts.edit.claimHelp}
      disableAddButton={frozen}
      isItemRemovable={() => !frozen}
      onAddButtonClick={() => change([...rows, { claim: '', values: '' }])}
      onRemoveButtonClick={({ detail }) => change(rows.filter((_, index) => index !== detail.itemIndex))}
      definition={controlsOf(path, frozen, put)}
    />
  );
}

function controlsOf(
  path: Path,
  frozen: boolean,
  put: (index: number, part: Partial<ConditionRow>) => void,
): readonly AttributeEditorProps.FieldDefinition<ConditionRow>[] {
  return [
    {
      label: texts.edit.claim,
      control: ({ claim }, index) => (
        <Input
          {...(index === 0 && { controlId: controlId(path) })}
          value={claim}
          disabled={frozen}
          spellcheck={false}
          onChange={({ detail }) => put(index, { claim: detail.value })}
        />
      ),
    },
    {
      label: texts.edit.values,
      control: ({ values }, index) => (
        <Textarea
          value={values}
          disabled={frozen}
          spellcheck={false}
          rows={Math.max(1, values.split('\n').length)}
          onChange={({ detail }) => put(index, { values: detail.value })}
        />
      ),
    },
  ];
}
