import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { texts } from '../../texts/index.ts';
import { Choice } from './choice.tsx';
import { type AuditFilters, SPANS } from './filters.ts';

const t = texts.audit;

const OWN = 'own';

interface SpanFieldsProps {
  readonly wanted: AuditFilters;
  readonly set: (changes: AuditFilters) => void;
  readonly errorOf: (name: string) => string;
}

/** When: one of a few spans that end now, or two times in UTC, as records and logs have them. */
export function SpanFields({ wanted, set, errorOf }: SpanFieldsProps) {
  const [isOwn, setOwn] = useState(wanted.from !== undefined || wanted.to !== undefined);
  const isForOne = wanted.fingerprint !== undefined || (wanted.requestId ?? '') !== '';
  const choose = (since: string) => {
    setOwn(since === OWN);
    set(since === OWN ? { since: '', from: dayBefore(), to: '' } : { since, from: '', to: '' });
  };
  return (
    <ColumnLayout columns={3}>
      <FormField label={t.span} description={t.spanHelp} errorText={isOwn ? '' : errorOf('from')}>
        <Choice
          value={isOwn ? OWN : wanted.since || (isForOne ? 'all' : '24h')}
          options={[...Object.keys(SPANS), 'all', OWN].map((span) => [span, t.spans[span] ?? span] as const)}
          onChange={choose}
        />
      </FormField>
      {isOwn && (
        <>
          <Moment name="from" value={wanted.from ?? ''} set={set} error={errorOf('from')} />
          <Moment name="to" value={wanted.to ?? ''} set={set} error={errorOf('to')} />
        </>
      )}
    </ColumnLayout>
  );
}

interface MomentProps {
  readonly name: 'from' | 'to';
  readonly value: string;
  readonly set: (changes: AuditFilters) => void;
  readonly error: string;
}

function Moment({ name, value, set, error }: MomentProps) {
  return (
    <FormField label={t.moments[name]} description={t.momentHelp[name]} errorText={error}>
      <Input
        value={value}
        placeholder={t.momentForm}
        autoComplete={false}
        onChange={({ detail }) => set({ [name]: detail.value })}
      />
    </FormField>
  );
}

function dayBefore(): string {
  return `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 16)}Z`;
}
