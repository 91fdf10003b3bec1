import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { fieldName, isWithinField, type Path, valueAt, type Written } from '../object/path.ts';
import { connectorFields } from './connector-fields.ts';
import type { FieldGroup } from './field.ts';
import { accountFields, issuerFields, refreshJobFields } from './other-fields.ts';

const FIELDS: Readonly<Record<DefinitionKind, (written: Written) => readonly FieldGroup[]>> = {
  issuer: issuerFields,
  account: accountFields,
  connector: connectorFields,
  'refresh-job': refreshJobFields,
};

/** The form of a definition. It depends on what is written so far. */
export function fieldsOf(kind: DefinitionKind, written: Written): readonly FieldGroup[] {
  return FIELDS[kind](written);
}

/** The names of what is written and stands in no field of the form. */
export function unshown(groups: readonly FieldGroup[], written: Written): readonly string[] {
  const shown = groups.flatMap(({ fields }) => fields.map(({ path }) => fieldName(path)));
  return Object.keys(written).filter((name) => !shown.some((one) => isWithinField(one, name)));
}

/** The fields of the form that have no value and need one. */
export function missing(groups: readonly FieldGroup[], written: Written): readonly string[] {
  return groups.flatMap(({ fields }) =>
    fields.filter(({ path, required }) => required && !hasValue(written, path)).map(({ path }) => fieldName(path)),
  );
}

function hasValue(written: Written, path: Path): boolean {
  const value = valueAt(written, path);
  return value !== undefined && value !== '';
}
