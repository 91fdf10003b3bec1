import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { texts } from '../../../texts/index.ts';
import { type Path, valueAt } from '../object/path.ts';
import type { Control } from './field.ts';
import { type ControlProps, controlId, useForm } from './form-context.ts';

type Of<T extends Control['type']> = Extract<Control, { readonly type: T }>;

/** A yes or no, of which one holds if nothing is written. */
export function Flag({ control: { fallback }, path, name, help }: ControlProps<Of<'flag'>>) {
  const { value, set, frozen } = useForm();
  const written = valueAt(value, path);
  return (
    <Checkbox
      controlId={controlId(path)}
      checked={typeof written === 'boolean' ? written : fallback}
      disabled={frozen}
      description={help}
      onChange={({ detail }) => set(path, detail.checked === fallback ? undefined : detail.checked)}
    >
      {name}
    </Checkbox>
  );
}

export function Acknowledgement({ path, name, help }: Omit<ControlProps, 'control'>) {
  const { value, set, frozen } = useForm();
  return (
    <Checkbox
      controlId={controlId(path)}
      checked={valueAt(value, path) === true}
      disabled={frozen}
      description={help}
      onChange={({ detail }) => set(path, detail.checked ? true : undefined)}
    >
      {name}
    </Checkbox>
  );
}

interface ChoiceProps<T extends Control['type']> {
  readonly control: Of<T>;
  readonly path: Path;
}

/** One of a few. What is written and none of them stands among them, so that it can be seen. */
export function Choice({ control: { of }, path }: ChoiceProps<'choice'>) {
  const { value, set, frozen } = useForm();
  const written = valueAt(value, path);
  const text = typeof written === 'string' ? written : written === undefined ? '' : JSON.stringify(written);
  const options = [
    { value: '', label: texts.edit.notSet },
    ...[...of, ...(text === '' || of.includes(text) ? [] : [text])].map((one) => ({ value: one, label: one })),
  ];
  return (
    <Select
      options={options}
      selectedOption={options.find((option) => option.value === text) ?? null}
      disabled={frozen}
      onChange={({ detail }) => set(path, detail.selectedOption.value || undefined)}
    />
  );
}

/** Some of a few. */
export function Choices({ control: { of, fallback }, path }: ChoiceProps<'choices'>) {
  const { value, set, frozen } = useForm();
  const written = valueAt(value, path);
  const chosen = Array.isArray(written) ? written.filter((one) => typeof one === 'string') : fallback;
  const all = [...of, ...chosen.filter((one) => !of.includes(one))];
  return (
    <SpaceBetween size="m" direction="horizontal">
      {all.map((one, index) => (
        <Checkbox
          key={one}
          {...(index === 0 && { controlId: controlId(path) })}
          checked={chosen.includes(one)}
          disabled={frozen}
          onChange={({ detail }) =>
            set(
              path,
              all.filter((other) => (other === one ? detail.checked : chosen.includes(other))),
            )
          }
        >
          {one}
        </Checkbox>
      ))}
    </SpaceBetween>
  );
}

export function Shown({ path }: { readonly path: Path }) {
  const { value } = useForm();
  const written = valueAt(value, path);
  return typeof written === 'string' ? (
    <Box variant="code">{written}</Box>
  ) : (
    <Box color="text-status-inactive">{texts.edit.madeOnSave}</Box>
  );
}
