import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { texts } from '../../../texts/index.ts';
import { valueAt } from '../object/path.ts';
import type { FieldGroup } from './field.ts';
import { FieldView } from './field-view.tsx';
import { fieldsOf, unshown } from './fields.ts';
import { Folded } from './folded.tsx';
import { controlId, saidOf, useForm } from './form-context.ts';

/** The fields of a definition in groups. Groups that few need are closed, unless something stands in them. */
export function DefinitionForm() {
  const { kind, value } = useForm();
  const groups = fieldsOf(kind, value);
  return (
    <SpaceBetween size="l">
      {groups.map((one) => (
        <Group key={one.name} group={one} />
      ))}
      <Unshown names={unshown(groups, value)} />
    </SpaceBetween>
  );
}

function Group({ group: { name, opened, fields } }: { readonly group: FieldGroup }) {
  const { value } = useForm();
  const isUsed = fields.some(({ path }) => valueAt(value, path) !== undefined);
  return (
    <Folded
      variant="container"
      header={texts.edit.groups[name]}
      opened={opened || isUsed}
      paths={fields.map(({ path }) => path)}
    >
      <SpaceBetween size="m">
        {fields.map((field) => (
          <FieldView key={field.path.join('.')} field={field} />
        ))}
      </SpaceBetween>
    </Folded>
  );
}

/** What is written and has no field: of another type, of another release, or misspelt. Nothing of it is lost unseen. */
function Unshown({ names }: { readonly names: readonly string[] }) {
  const { faults, set, frozen } = useForm();
  if (names.length === 0) return null;
  return (
    <ExpandableSection
      variant="container"
      headerText={texts.edit.unshown}
      headerDescription={texts.edit.unshownHelp}
      defaultExpanded
    >
      <SpaceBetween size="s">
        {names.map((name) => (
          <SpaceBetween key={name} size="xs" direction="horizontal" alignItems="center">
            <Box variant="code">{name}</Box>
            <Box color="text-status-error">{saidOf(faults, [name])}</Box>
            <Button
              variant="inline-link"
              ariaLabel={texts.edit.removeNamed(name)}
              disabled={frozen}
              nativeButtonAttributes={{ id: controlId(name) }}
              onClick={() => set([name], undefined)}
            >
              {texts.edit.remove}
            </Button>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
