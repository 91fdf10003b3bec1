import Autosuggest from '@cloudscape-design/components/autosuggest';
import { texts } from '../../../texts/index.ts';
import { useIds } from '../api/definitions.ts';
import { type Path, valueAt } from '../object/path.ts';
import { suggestions } from '../suggestions.ts';
import type { Control } from './field.ts';
import { useForm } from './form-context.ts';

interface ReferenceProps {
  readonly control: Extract<Control, { readonly type: 'reference' }>;
  readonly path: Path;
}

/** The ID of another definition. Those that are there are suggested, and any other can be typed. */
export function Reference({ control: { kind, keepsEmpty }, path }: ReferenceProps) {
  const { value, set, frozen } = useForm();
  const ids = useIds(kind);
  const written = valueAt(value, path);
  const text = typeof written === 'string' ? written : written === undefined ? '' : JSON.stringify(written);
  return (
    <Autosuggest
      value={text}
      disabled={frozen}
      {...suggestions(ids)}
      enteredTextLabel={(typed) => typed}
      clearAriaLabel={texts.kit.clear}
      onChange={({ detail }) => set(path, detail.value === '' && keepsEmpty !== true ? undefined : detail.value)}
    />
  );
}
