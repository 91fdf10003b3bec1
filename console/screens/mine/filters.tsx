import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import ToggleButton from '@cloudscape-design/components/toggle-button';
import { texts } from '../../texts/index.ts';
import type { Filter, Served } from './connectors.ts';

const t = texts.mine;
const SERVED = Object.keys(t.served) as Served[];

interface FiltersProps {
  readonly filter: Filter;
  /** What the person's connectors serve. Nothing else is worth a button. */
  readonly served: ReadonlySet<Served>;
  readonly onFind: (changes: { readonly text?: string; readonly serves?: Served | undefined }) => void;
}

export function Filters({ filter: { text = '', serves }, served, onFind }: FiltersProps) {
  return (
    <SpaceBetween size="s">
      <Input
        type="search"
        value={text}
        placeholder={t.search}
        ariaLabel={t.search}
        clearAriaLabel={t.clearSearch}
        onChange={({ detail }) => onFind({ text: detail.value })}
      />
      <fieldset className="mine-filters">
        <legend className="mine-unseen">{t.serves}</legend>
        <SpaceBetween size="xs" direction="horizontal">
          {[undefined, ...SERVED.filter((one) => served.has(one) || one === serves)].map((one) => (
            <ToggleButton key={one ?? ''} pressed={serves === one} onChange={() => onFind({ serves: one })}>
              {one === undefined ? t.servesAny : t.served[one]}
            </ToggleButton>
          ))}
        </SpaceBetween>
      </fieldset>
    </SpaceBetween>
  );
}
