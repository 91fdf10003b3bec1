import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { PortunusError } from '../../../clients/typescript/src/index.ts';
import { IAM_EXTRAS, type IamExtra } from '../../../shared/domain/iam-extra.ts';
import { api } from '../../api/client.ts';
import { Answered } from '../../kit/answered.tsx';
import { CopyText } from '../../kit/copy-text.tsx';
import { download } from '../../kit/download.ts';
import { texts } from '../../texts/index.ts';
import type { TabProps } from './tab.ts';

const t = texts.connector.iam;

const FORMS = ['json', 'cloudformation', 'terraform', 'aws-cli'] as const;
type Form = (typeof FORMS)[number];
const ENDINGS: { readonly [form in Form]: string } = {
  json: 'json',
  cloudformation: 'template.json',
  terraform: 'tf',
  'aws-cli': 'sh',
};

interface Wanted {
  readonly as: Form;
  readonly include: readonly IamExtra[];
  readonly organization: string;
}

/** What AWS must hold for the connector, to copy or to download. */
export function Iam({ id, version }: TabProps) {
  const [query, setQuery] = useSearchParams();
  const wanted: Wanted = {
    as: FORMS.find((form) => form === query.get('as')) ?? 'json',
    include: IAM_EXTRAS.filter((extra) => query.get('include')?.split(',').includes(extra)),
    organization: query.get('organization') ?? '',
  };
  const change = ({ as, include, organization }: Wanted) =>
    setQuery(
      new URLSearchParams({
        as,
        ...(include.length > 0 && { include: include.join(',') }),
        ...(organization !== '' && { organization }),
      }),
      { replace: true },
    );
  const documents = useQuery({
    queryKey: ['iam', id, version, wanted],
    queryFn: ({ signal }) => readDocuments(id, wanted, signal),
  });
  return (
    <SpaceBetween size="m">
      {t.what}
      <Choices wanted={wanted} change={change} />
      <Answered query={documents}>{(read) => <Read documents={read} file={`${id}.${ENDINGS[wanted.as]}`} />}</Answered>
    </SpaceBetween>
  );
}

function Choices({ wanted, change }: { readonly wanted: Wanted; readonly change: (wanted: Wanted) => void }) {
  const [organization, setOrganization] = useState(wanted.organization);
  const extras = IAM_EXTRAS.map((value) => ({ value, label: t.extras[value] }));
  return (
    <SpaceBetween size="s">
      <SegmentedControl
        label={t.form}
        selectedId={wanted.as}
        options={FORMS.map((id) => ({ id, text: t.forms[id] }))}
        onChange={({ detail }) => change({ ...wanted, as: FORMS.find((form) => form === detail.selectedId) ?? 'json' })}
      />
      <FormField label={t.include}>
        <Multiselect
          options={extras}
          selectedOptions={extras.filter(({ value }) => wanted.include.includes(value))}
          onChange={({ detail }) => {
            const chosen = detail.selectedOptions.map(({ value }) => value);
            change({ ...wanted, include: IAM_EXTRAS.filter((extra) => chosen.includes(extra)) });
          }}
        />
      </FormField>
      <FormField
        label={t.organization}
        description={t.organizationHelp}
        secondaryControl={
          <Button onClick={() => change({ ...wanted, organization: organization.trim() })}>{t.apply}</Button>
        }
      >
        <Input value={organization} onChange={({ detail }) => setOrganization(detail.value)} />
      </FormField>
    </SpaceBetween>
  );
}

interface Documents {
  readonly text: string;
  /** What no document can say. The other forms have it inside. */
  readonly advice: readonly string[];
}

function Read({ documents: { text, advice }, file }: { readonly documents: Documents; readonly file: string }) {
  return (
    <SpaceBetween size="m">
      {advice.length > 0 && (
        <Alert type="warning" header={t.advice}>
          <ul>
            {advice.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Alert>
      )}
      <Button iconName="download" onClick={() => download(file, 'text/plain', text)}>
        {t.download}
      </Button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="connector-document" aria-label={t.label} tabIndex={0}>
        <CopyText text={text} label={t.copy} />
      </section>
    </SpaceBetween>
  );
}

async function readDocuments(
  id: string,
  { as, include, organization }: Wanted,
  signal: AbortSignal,
): Promise<Documents> {
  const query = {
    as,
    ...(include.length > 0 && { include: [...include] }),
    ...(organization !== '' && { organization }),
  };
  const answer = await api.GET('/connectors/{id}/iam', { params: { path: { id }, query }, parseAs: 'text', signal });
  if (!answer.response.ok) throw new PortunusError(answer);
  const text = typeof answer.data === 'string' ? answer.data : '';
  if (as !== 'json') return { text, advice: [] };
  const setup: unknown = JSON.parse(text);
  return { text: JSON.stringify(setup, null, 2), advice: adviceIn(setup) };
}

function adviceIn(setup: unknown): readonly string[] {
  const advice = typeof setup === 'object' && setup !== null && 'advice' in setup ? setup.advice : undefined;
  return Array.isArray(advice) ? advice.filter((one) => typeof one === 'string') : [];
}
