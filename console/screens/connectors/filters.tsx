import './connectors.css';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { memo, useState } from 'react';
import { SERVED } from '../../../shared/domain/principal-type.ts';
import { texts } from '../../texts/index.ts';
import type { ChangeView } from './use-view.ts';
import { FILTERS, isFiltered, STATES, TYPES, UNUSED_DAYS, VERIFIED, type View, withoutFilters } from './view.ts';

const t = texts.connectors;

interface Option {
  readonly value: string;
  readonly label: string;
}

export type Filter = (typeof FILTERS)[number];

const plain = (value: string): Option => ({ value, label: value });

const OPTIONS: { readonly [filter in Exclude<Filter, 'account'>]: readonly Option[] } = {
  state: STATES.map((value) => ({ value, label: t.state[value] })),
  verified: VERIFIED.map((value) => ({ value, label: t.outcome[value] })),
  unused: UNUSED_DAYS.map((value) => ({ value, label: t.unusedFor(value) })),
  type: TYPES.map(plain),
  serves: SERVED.map(plain),
  access: (['pull', 'push'] as const).map((value) => ({ value, label: t.access[value] })),
};

interface FiltersProps {
  readonly view: View;
  readonly accounts: readonly string[];
  readonly found: string;
  /** What this person's rows can be filtered by. */
  readonly filters: readonly Filter[];
  readonly onChange: ChangeView;
}

export function Filters({ view, accounts, found, filters, onChange }: FiltersProps) {
  // A link that filters shows what it filters by.
  const [open, setOpen] = useState(() => FILTERS.some((name) => view[name] !== undefined));
  return (
    <SpaceBetween size="xs">
      <Search view={view} found={found} onChange={onChange} />
      {filters.length > 0 && (
        <ExpandableSection
          headerText={t.moreFilters}
          expanded={open}
          onChange={({ detail }) => setOpen(detail.expanded)}
        >
          <div className="connectors-choices">
            {filters.map((name) => (
              <Choice
                key={name}
                name={name}
                value={view[name] === undefined ? '' : String(view[name])}
                accounts={name === 'account' ? accounts : NONE}
                onChange={onChange}
              />
            ))}
          </div>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

function Search({ view, found, onChange }: Pick<FiltersProps, 'view' | 'found' | 'onChange'>) {
  return (
    <div className="connectors-search">
      <Input
        type="search"
        value={view.text}
        placeholder={t.search}
        ariaLabel={t.search}
        clearAriaLabel={t.clearSearch}
        onChange={({ detail }) => onChange((before) => ({ ...before, text: detail.value, page: 1 }))}
      />
      <span role="status">{isFiltered(view) && found}</span>
      {isFiltered(view) && (
        <Button variant="inline-link" onClick={() => onChange(withoutFilters)}>
          {t.clearFilters}
        </Button>
      )}
    </div>
  );
}

const NONE: readonly string[] = [];

interface ChoiceProps extends Pick<FiltersProps, 'accounts' | 'onChange'> {
  readonly name: Filter;
  readonly value: string;
}

/** Typing draws none of these again. */
const Choice = memo(function Choice({ name, value, accounts, onChange }: ChoiceProps) {
  const options = name === 'account' ? accounts.map(plain) : OPTIONS[name];
  const any = { value: '', label: t.any };
  return (
    <FormField label={t.filters[name]}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? (value === '' ? any : plain(value))}
        options={[any, ...options]}
        {...(name === 'account' && { filteringType: 'auto' as const, filteringAriaLabel: t.filterAccount })}
        virtualScroll={name === 'account'}
        onChange={({ detail }) => onChange((before) => changed(before, name, detail.selectedOption.value ?? ''))}
      />
    </FormField>
  );
});

function changed(view: View, name: Filter, value: string): View {
  const { [name]: _before, ...rest } = view;
  if (value === '') return { ...rest, page: 1 };
  return { ...rest, [name]: name === 'unused' ? Number(value) : value, page: 1 };
}
