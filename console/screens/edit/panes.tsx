import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { texts } from '../../texts/index.ts';
import { DefinitionForm } from './form/form.tsx';
import { FormContext, type FormState } from './form/form-context.ts';
import type { Editing } from './object/editing.ts';
import { useMedia } from './use-media.ts';
import { YamlPane } from './yaml-pane.tsx';

interface PanesProps {
  readonly form: FormState;
  readonly editing: Editing;
  readonly onType: (text: string) => void;
}

const WIDE = '(min-width: 1100px)';

/** The form and the YAML of the same definition, side by side where there is room. */
export function Panes({ form, editing, onType }: PanesProps) {
  const isWide = useMedia(WIDE);
  const formPane = (
    <FormContext value={form}>
      <SpaceBetween size="s">
        {form.frozen && <Alert type="warning">{texts.edit.frozen}</Alert>}
        <DefinitionForm />
      </SpaceBetween>
    </FormContext>
  );
  const yamlPane = <YamlPane editing={editing} onType={onType} />;
  if (isWide) {
    return (
      <div className="edit-panes">
        <section aria-label={texts.edit.form}>{formPane}</section>
        <section aria-label={texts.edit.yaml} className="edit-yaml">
          {yamlPane}
        </section>
      </div>
    );
  }
  return (
    <Tabs
      tabs={[
        { id: 'form', label: texts.edit.form, content: formPane },
        { id: 'yaml', label: texts.edit.yaml, content: yamlPane },
      ]}
    />
  );
}
