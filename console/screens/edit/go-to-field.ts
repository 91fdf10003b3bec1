import { goToLine } from '../../kit/yaml-editor.tsx';
import { controlId } from './form/form-context.ts';
import { fieldName, pathOfField } from './object/path.ts';
import { lineOfField } from './object/yaml-text.ts';

export const YAML_ID = 'definition-yaml';

/** Moves the focus to a field in the form, or to its line in the YAML where the form does not show it. */
export function goToField(field: string, text: string): void {
  const path = pathOfField(field);
  for (let depth = path.length; depth > 0; depth -= 1) {
    const control = document.getElementById(controlId(fieldName(path.slice(0, depth))));
    if (control?.checkVisibility() !== true) continue;
    control.focus();
    control.scrollIntoView({ block: 'center' });
    return;
  }
  goToLine(YAML_ID, lineOfField(text, path));
}
