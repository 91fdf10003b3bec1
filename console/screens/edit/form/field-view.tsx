import FormField from '@cloudscape-design/components/form-field';
import { texts } from '../../../texts/index.ts';
import { fieldName } from '../object/path.ts';
import { Acknowledgement, Choice, Choices, Flag, Shown } from './choices.tsx';
import { Conditions } from './conditions.tsx';
import { type ControlProps, controlId, type FieldViewProps, saidOf, useForm } from './form-context.ts';
import { Grants } from './grants.tsx';
import { PolicyField } from './policy-field.tsx';
import { PrincipalTypeChoice } from './principal-type.tsx';
import { Reference } from './reference.tsx';
import { JsonText, Lines, LongText, NumberText, OneText } from './text-controls.tsx';

/** A field under its name in YAML, with what it means, and beside it what the service says of it. */
export function FieldView({ field: { path, control, required }, within = [] }: FieldViewProps) {
  const { kind, faults, notices, missing } = useForm();
  const whole = [...within, ...path];
  const name = fieldName(path);
  const help = helpOf(within.length > 0 ? 'grant' : kind, name);
  if (control.type === 'flag' || control.type === 'acknowledgement') {
    return (
      <FormField {...said(saidOf(faults, whole), saidOf(notices, whole))}>
        <ControlView control={control} path={whole} name={name} help={help} />
      </FormField>
    );
  }
  if (control.type === 'grants') return <Grants path={whole} help={help} Field={FieldView} />;
  const lacking = missing.includes(fieldName(whole)) ? texts.edit.missing : undefined;
  return (
    <FormField
      label={required ? texts.edit.required(name) : name}
      description={help}
      controlId={controlId(whole)}
      stretch
      {...said(saidOf(faults, whole) ?? lacking, saidOf(notices, whole))}
    >
      <ControlView control={control} path={whole} name={name} help={help} />
    </FormField>
  );
}

function said(error: string | undefined, warning: string | undefined) {
  return {
    ...(error !== undefined && { errorText: error }),
    ...(error === undefined && warning !== undefined && { warningText: warning }),
  };
}

function helpOf(kind: keyof typeof texts.edit.help, name: string): string {
  const help: Readonly<Record<string, string>> = texts.edit.help[kind];
  return help[name] ?? '';
}

function ControlView({ control, ...rest }: ControlProps) {
  switch (control.type) {
    case 'text':
      return <OneText path={rest.path} staysEmpty={control.keepsEmpty === true} />;
    case 'long-text':
      return <LongText path={rest.path} />;
    case 'number':
      return <NumberText path={rest.path} />;
    case 'lines':
      return <Lines path={rest.path} />;
    case 'json':
      return <JsonText path={rest.path} />;
    case 'conditions':
      return <Conditions path={rest.path} />;
    case 'policy':
      return <PolicyField path={rest.path} />;
    case 'principal-type':
      return <PrincipalTypeChoice path={rest.path} />;
    case 'grants':
      return <Grants path={rest.path} help={rest.help} Field={FieldView} />;
    case 'shown':
      return <Shown path={rest.path} />;
    case 'flag':
      return <Flag control={control} {...rest} />;
    case 'acknowledgement':
      return <Acknowledgement {...rest} />;
    case 'choice':
      return <Choice control={control} path={rest.path} />;
    case 'choices':
      return <Choices control={control} path={rest.path} />;
    case 'reference':
      return <Reference control={control} path={rest.path} />;
  }
}
