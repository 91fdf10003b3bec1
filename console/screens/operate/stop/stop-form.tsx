import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'wouter';
import { isStopReason } from '../../../../shared/domain/stop.ts';
import { texts } from '../../../texts/index.ts';
import { ConfirmStop } from './confirm-stop.tsx';
import { ReasonField } from './reason-field.tsx';
import { KINDS, type Kind, scopeOf, type Typed, typedFrom } from './scope-form.ts';

const t = texts.stop;

/** A link may name what to stop. It never stops anything, and never brings a reason. */
export function StopForm() {
  const [query] = useSearchParams();
  const [typed, setTyped] = useState<Typed>(() => typedFrom(query));
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState(false);
  const scope = scopeOf(typed);
  const change = (changes: Partial<Typed>) => setTyped({ ...typed, ...changes });
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    setOpen(scope !== undefined && isStopReason(typed.reason));
  };
  const done = () => {
    setOpen(false);
    setAsked(false);
    setTyped(typedFrom(new URLSearchParams()));
  };
  return (
    <form onSubmit={ask}>
      <Form actions={<Button variant="primary">{t.stop}</Button>}>
        <Container header={<Header variant="h2">{t.form}</Header>}>
          <Fields typed={typed} onChange={change} asked={asked} />
        </Container>
      </Form>
      {open && scope !== undefined && (
        <ConfirmStop scope={scope} reason={typed.reason} onDone={done} onCancel={() => setOpen(false)} />
      )}
    </form>
  );
}

interface FieldsProps {
  readonly typed: Typed;
  readonly onChange: (changes: Partial<Typed>) => void;
  readonly asked: boolean;
}

function Fields({ typed, onChange, asked }: FieldsProps) {
  const { kind, reason } = typed;
  return (
    <SpaceBetween size="m">
      <FormField label={t.kind}>
        <RadioGroup
          value={kind}
          items={KINDS.map((value) => ({ value, label: t.kinds[value], description: t.kindHelp[value] }))}
          onChange={({ detail }) => onChange({ kind: KINDS.find((one) => one === detail.value) ?? kind })}
        />
      </FormField>
      {kind !== 'all' && <IdField kind={kind} typed={typed} onChange={onChange} asked={asked} />}
      {kind === 'caller' && <SubjectField typed={typed} onChange={onChange} asked={asked} />}
      <ReasonField
        label={t.reason}
        help={t.reasonHelp}
        reason={reason}
        asked={asked}
        onReason={(text) => onChange({ reason: text })}
      />
    </SpaceBetween>
  );
}

interface IdFieldProps extends FieldsProps {
  readonly kind: Exclude<Kind, 'all'>;
}

function IdField({ kind, typed, onChange, asked }: IdFieldProps) {
  const isMissing = scopeOf({ ...typed, subject: 'x' }) === undefined;
  return (
    <FormField label={t.id[kind]} constraintText={t.idForm} {...(asked && isMissing && { errorText: t.missing })}>
      <Input
        value={typed.id}
        ariaRequired
        spellcheck={false}
        onChange={({ detail }) => onChange({ id: detail.value })}
      />
    </FormField>
  );
}

function SubjectField({ typed: { subject }, onChange, asked }: FieldsProps) {
  return (
    <FormField
      label={t.subject}
      constraintText={t.subjectHelp}
      {...(asked && subject === '' && { errorText: t.missing })}
    >
      <Input
        value={subject}
        ariaRequired
        spellcheck={false}
        onChange={({ detail }) => onChange({ subject: detail.value })}
      />
    </FormField>
  );
}
