import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import type { FieldFault } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';
import { Choice } from './choice.tsx';
import { type AuditFilters, OUTCOMES } from './filters.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { SpanFields } from './span-fields.tsx';

const t = texts.audit;

interface AuditFormProps {
  readonly filters: AuditFilters;
  readonly errors: readonly FieldFault[];
  readonly busy: boolean;
  readonly onFind: (filters: AuditFilters) => void;
}

/** What to look for. What is pasted as a leaked token is hashed here, and forgotten. */
export function AuditForm({ filters, errors, busy, onFind }: AuditFormProps) {
  const [wanted, setWanted] = useState(filters);
  const [leaked, setLeaked] = useState('');
  const [fault, setFault] = useState('');
  const set = (changes: AuditFilters) => setWanted({ ...wanted, ...changes });
  const find = async (event: FormEvent) => {
    event.preventDefault();
    if (leaked.trim() === '') return onFind(trimmed(wanted));
    const hashed = await fingerprintsOf(leaked);
    if ('fault' in hashed) return setFault(t.leakedFaults[hashed.fault]);
    setLeaked('');
    setFault('');
    onFind({ ...trimmed(wanted), fingerprint: hashed.fingerprints });
  };
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.detail ?? '';
  return (
    <form onSubmit={(event) => void find(event)} autoComplete="off">
      <Form actions={<Actions busy={busy} onClear={() => onFind({})} />}>
        <SpaceBetween size="s">
          <ColumnLayout columns={2}>
            <FormField label={t.leaked} description={t.leakedHelp} errorText={fault || errorOf('fingerprint')}>
              <Input
                type="password"
                autoComplete={false}
                value={leaked}
                placeholder={t.leakedPlaceholder(wanted.fingerprint?.length ?? 0)}
                onChange={({ detail }) => setLeaked(detail.value)}
              />
            </FormField>
            <Text name="requestId" wanted={wanted} set={set} error={errorOf('requestId')} />
          </ColumnLayout>
          {wanted.fingerprint !== undefined && (
            <Searched fingerprints={wanted.fingerprint} onDrop={() => setWanted(without(wanted, 'fingerprint'))} />
          )}
          <ColumnLayout columns={4}>
            <Text name="connector" wanted={wanted} set={set} error={errorOf('connector')} />
            <Text name="issuer" wanted={wanted} set={set} error={errorOf('issuer')} />
            <Text name="caller" wanted={wanted} set={set} error={errorOf('caller')} />
            <FormField label={t.fields.outcome} description={t.outcomeHelp} errorText={errorOf('outcome')}>
              <Choice
                value={wanted.outcome ?? ''}
                options={[['', t.anyOutcome], ...OUTCOMES.map((one) => [one, t.outcomes[one]] as const)]}
                onChange={(outcome) => set({ outcome })}
              />
            </FormField>
          </ColumnLayout>
          <SpanFields wanted={wanted} set={set} errorOf={errorOf} />
          <Box variant="small">{t.recorded}</Box>
        </SpaceBetween>
      </Form>
    </form>
  );
}

function Actions({ busy, onClear }: { readonly busy: boolean; readonly onClear: () => void }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button formAction="none" onClick={onClear}>
        {t.clear}
      </Button>
      <Button variant="primary" formAction="submit" loading={busy}>
        {t.search}
      </Button>
    </SpaceBetween>
  );
}

interface TextProps {
  readonly name: 'connector' | 'issuer' | 'caller' | 'requestId';
  readonly wanted: AuditFilters;
  readonly set: (changes: AuditFilters) => void;
  readonly error: string;
}

function Text({ name, wanted, set, error }: TextProps) {
  return (
    <FormField label={t.fields[name]} description={t.fieldHelp[name]} errorText={error}>
      <Input
        value={wanted[name] ?? ''}
        autoComplete={false}
        spellcheck={false}
        onChange={({ detail }) => set({ [name]: detail.value })}
      />
    </FormField>
  );
}

function Searched({ fingerprints, onDrop }: { readonly fingerprints: readonly string[]; readonly onDrop: () => void }) {
  return (
    <Box>
      <Box variant="awsui-key-label">{t.fingerprints(fingerprints.length)}</Box>
      {fingerprints.map((one) => (
        <div key={one} className="audit-fingerprint">
          <Box variant="code">{one}</Box>
        </div>
      ))}
      <Button variant="inline-link" formAction="none" onClick={onDrop}>
        {t.dropFingerprints}
      </Button>
    </Box>
  );
}

function without(filters: AuditFilters, name: keyof AuditFilters): AuditFilters {
  const { [name]: _dropped, ...rest } = filters;
  return rest;
}

/** What was copied often has a space before or behind it. */
function trimmed({ fingerprint, ...filters }: AuditFilters): AuditFilters {
  const texts = Object.entries(filters).flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()] as const] : [],
  );
  return { ...Object.fromEntries(texts), ...(fingerprint !== undefined && { fingerprint }) };
}
