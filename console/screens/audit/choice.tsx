import Select from '@cloudscape-design/components/select';

interface ChoiceProps {
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

/** One of a few values, each with its words. */
export function Choice({ value, options, onChange }: ChoiceProps) {
  const all = options.map(([one, text]) => ({ value: one, label: text }));
  return (
    <Select
      selectedOption={all.find((one) => one.value === value) ?? null}
      options={all}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}
