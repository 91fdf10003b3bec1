import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { type Path, valueAt } from '../object/path.ts';
import { useForm } from './form-context.ts';
import { type Form, JSON_TEXT, LINES, NUMBER, TEXT, TEXT_THAT_STAYS, useWritten } from './written-text.ts';

interface At {
  readonly path: Path;
}

function useText(path: Path, form: Form<string>) {
  const { value, set, frozen } = useForm();
  const [text, setText] = useWritten(form, valueAt(value, path));
  const onChange = ({ detail }: { readonly detail: { readonly value: string } }) => {
    setText(detail.value);
    set(path, form.read(detail.value));
  };
  return { value: text, onChange, disabled: frozen };
}

export function OneText({ path, staysEmpty }: At & { readonly staysEmpty: boolean }) {
  const { isNew } = useForm();
  const text = useText(path, staysEmpty ? TEXT_THAT_STAYS : TEXT);
  // The ID is part of the address that is edited.
  return <Input {...text} readOnly={!isNew && path.length === 1 && path[0] === 'id'} spellcheck={false} />;
}

export function NumberText({ path }: At) {
  return <Input {...useText(path, NUMBER)} inputMode="numeric" />;
}

const FEWEST_ROWS = 2;
const MOST_ROWS = 14;

function rowsFor(text: string): number {
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, text.split('\n').length));
}

export function LongText({ path }: At) {
  const text = useText(path, TEXT);
  return <Textarea {...text} rows={rowsFor(text.value)} />;
}

export function Lines({ path }: At) {
  const text = useText(path, LINES);
  return <Textarea {...text} rows={rowsFor(text.value)} spellcheck={false} />;
}

export function JsonText({ path }: At) {
  const text = useText(path, JSON_TEXT);
  return <Textarea {...text} rows={rowsFor(text.value)} spellcheck={false} />;
}
