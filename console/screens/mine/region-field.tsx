import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { texts } from '../../texts/index.ts';
import { defaultRegion, regionsOf, type Usable } from './connectors.ts';

const t = texts.snippets;

interface RegionFieldProps {
  readonly connector: Usable;
  /** The region that was chosen; empty for the connector's own. */
  readonly region: string;
  readonly onRegion: (region: string) => void;
}

/** A region to choose, if there is a choice. Where any is allowed, it is typed: AWS adds regions each year. */
export function RegionField({ connector, region, onRegion }: RegionFieldProps) {
  const own = defaultRegion(connector);
  const regions = regionsOf(connector);
  if (regions === undefined) {
    return (
      <FormField label={t.region} constraintText={own === undefined ? t.nameRegion : t.ownIfEmpty(own)}>
        <Input value={region} placeholder={own ?? ''} onChange={({ detail }) => onRegion(detail.value.trim())} />
      </FormField>
    );
  }
  if (regions.length < 2) return null;
  const options = regions.map((one) => ({
    value: one === own ? '' : one,
    label: one === own ? t.ownRegion(one) : one,
  }));
  return (
    <FormField label={t.region}>
      <Select
        selectedOption={options.find(({ value }) => value === region) ?? options[0] ?? null}
        options={options}
        onChange={({ detail }) => onRegion(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
