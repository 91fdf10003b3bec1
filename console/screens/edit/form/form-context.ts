import { createContext, useContext } from 'react';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import type { FieldFault } from '../../../api/problem.ts';
import { fieldName, isWithinField, type Path, type Written } from '../object/path.ts';
import type { Control, Field } from './field.ts';

/** A field by itself, as grants show their own. */
export interface FieldViewProps {
  readonly field: Field;
  /** Where the field stands, if it is one of a grant. */
  readonly within?: Path;
}

export interface ControlProps<C extends Control = Control> {
  readonly control: C;
  readonly path: Path;
  readonly name: string;
  readonly help: string;
}

export interface FormState {
  readonly kind: DefinitionKind;
  readonly isNew: boolean;
  readonly value: Written;
  readonly set: (path: Path, value: unknown) => void;
  readonly faults: readonly FieldFault[];
  readonly notices: readonly FieldFault[];
  /** The required fields without a value, once saving was tried. */
  readonly missing: readonly string[];
  /** While the YAML can't be read. */
  readonly frozen: boolean;
}

export const FormContext = createContext<FormState | undefined>(undefined);

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error('a field stands outside of a form');
  return form;
}

/** The ID of the element that a field is filled in with. */
export function controlId(path: Path | string): string {
  return `field-${typeof path === 'string' ? path : fieldName(path)}`;
}

/** What is said of a field, in one text. Absent if nothing is. */
export function saidOf(faults: readonly FieldFault[], path: Path): string | undefined {
  const name = fieldName(path);
  const said = faults.filter(({ field }) => isWithinField(field, name));
  return said.length === 0
    ? undefined
    : said.map(({ field, detail }) => (field === name ? detail : `${field.slice(name.length)} ${detail}`)).join('\n');
}

/** Whether anything is said of one of these fields, so that what hides them has to open. */
export function isSaidOfAny({ faults, missing }: FormState, paths: readonly Path[]): boolean {
  const said = [...faults.map(({ field }) => field), ...missing];
  return paths.some((path) => said.some((field) => isWithinField(field, fieldName(path))));
}
