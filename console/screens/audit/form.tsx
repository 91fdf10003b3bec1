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
  const { leaked, setLeaked, fault, hash } = useLeaked();
  const set = (changes: AuditFilters) => setWanted({ ...wanted, ...changes });
  const find = async (event: FormEvent) => {
    event.preventDefault();
    const hashed = await hash();
    if (hashed !== undefined) onFind({ ...trimmed(wanted), ...hashed });
  };
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.detail ?? '';
  return (
    <form onSubmit={(event) => void find(event)} autoComplete="off">
      <Form actions={<Actions busy={busy} onClear={() => onFind({})} />}>
        <SpaceBetween size="s">
          <ColumnLayout columns={2}>
            <Leaked
              text={leaked}
              searched={wanted.fingerprint?.length ?? 0}
              error={fault || errorOf('fingerprint')}
              onChange={setLeaked}
            />
            <Text name="requestId" wanted={wanted} set={set} error={errorOf('requestId')} />
          </ColumnLayout>
          {wanted.fingerprint !== undefined && (
            <Searched fingerprints={wanted.fingerprint} onDrop={() => setWanted(without(wanted, 'fingerprint'))} />
          )}
          <ColumnLayout columns={4}>
            <Text name="connector" wanted={wanted} set={set} error={errorOf('connector')} />
            <Text name="issuer" wanted={wanted} set={set} error={errorOf('issuer')} />
            <Text name="caller" wanted={wanted} set={set} error={errorOf('caller')} />
            <Outcome wanted={wanted} set={set} error={errorOf('outcome')} />
          </ColumnLayout>
          <SpanFields wanted={wanted} set={set} errorOf={errorOf} />
          <Box variant="small">{t.recorded}</Box>
        </SpaceBetween>
      </Form>
    </form>
  );
}

/** What was pasted as a leaked token, until it is hashed. */
function useLeaked() {
  const [leaked, setLeaked] = useState('');
  const [fault, setFault] = useState('');
  /** Its fingerprints, if anything was pasted. `undefined` if that can't be a token: then the fault says why. */
  const hash = async (): Promise<Pick<AuditFilters, 'fingerprint'> | undefined> => {
    if (leaked.trim() === '') return {};
    const hashed = await fingerprintsOf(leaked);
    if ('fault' in hashed) {
      setFault(t.leakedFaults[hashed.fault]);
      return undefined;
    }
    setLeaked('');
    setFault('');
    return { fingerprint: hashed.fingerprints };
  };
  return { leaked, setLeaked, fault, hash };
}

interface LeakedProps {
  readonly text: string;
  /** How many fingerprints are looked for already. */
  readonly searched: number;
  readonly error: string;
  readonly onChange: (text: string) => void;
}

function Leaked({ text, searched, error, onChange }: LeakedProps) {
  return (
    <FormField label={t.leaked} description={t.leakedHelp} errorText={error}>
      <Input
        type="password"
        autoComplete={false}
        value={text}
        placeholder={t.leakedPlaceholder(searched)}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
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

interface FieldProps {
  readonly wanted: AuditFilters;
  readonly set: (changes: AuditFilters) => void;
  readonly error: string;
}

function Outcome({ wanted, set, error }: FieldProps) {
  return (
    <FormField label={t.fields.outcome} description={t.outcomeHelp} errorText={error}>
      <Choice
        value={wanted.outcome ?? ''}
        options={[['', t.anyOutcome], ...OUTCOMES.map((one) => [one, t.outcomes[one]] as const)]}
        onChange={(outcome) => set({ outcome })}
      />
    </FormField>
  );
}

interface TextProps extends FieldProps {
  readonly name: 'connector' | 'issuer' | 'caller' | 'requestId';
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
