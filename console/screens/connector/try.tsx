import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { isJsonObject } from '../../../shared/domain/strict-json.ts';
import { api } from '../../api/client.ts';
import { Fault } from '../../kit/answered.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { Explained } from '../decision/explained.tsx';
import type { TabProps } from './tab.ts';

const t = texts.connector.tryIt;

type ExplainRequest = components['schemas']['ExplainRequest'];
const ACTIONS = [
  'ecr-login',
  'ecr-public-login',
  'codeartifact-login',
  'session',
  'caller-identity',
  'console-url',
] as const;
type Action = (typeof ACTIONS)[number];
const EXAMPLE = '{\n  "repository_id": "1296269",\n  "ref": "refs/heads/main"\n}';

/** Every condition of a decision, for claims or for the person. Nothing is issued, and no token is asked for. */
export function Try({ id, connector }: TabProps) {
  const issuers = [...new Set((connector.grants ?? []).flatMap(({ issuer }) => issuer ?? []))];
  const [asked, setAsked] = useState<Asked>({ written: '', issuer: issuers[0] ?? '', action: 'ecr-login' });
  const { written, issuer, action } = asked;
  const claims = claimsIn(written);
  const explain = useMutation({
    mutationFn: async (body: ExplainRequest) =>
      dataOf(await api.POST('/connectors/{id}/explain', { params: { path: { id } }, body })),
  });
  return (
    <SpaceBetween size="m">
      <Box>
        {t.what} <To href={`/decision?connector=${id}`}>{t.decision}</To>
      </Box>
      <Fields asked={asked} onChange={(changes) => setAsked({ ...asked, ...changes })} />
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          variant="primary"
          loading={explain.isPending}
          disabled={claims === undefined}
          onClick={() => claims && explain.mutate({ action, claims, ...(issuer !== '' && { issuer }) })}
        >
          {t.run}
        </Button>
        <Button onClick={() => explain.mutate({ action })}>{t.asMe}</Button>
      </SpaceBetween>
      {explain.error !== null && <Fault error={explain.error} />}
      <div role="status">{explain.data !== undefined && <Explained explanation={explain.data} />}</div>
    </SpaceBetween>
  );
}

interface Asked {
  /** Claims, as they were typed. */
  readonly written: string;
  readonly issuer: string;
  readonly action: Action;
}

interface FieldsProps {
  readonly asked: Asked;
  readonly onChange: (changes: Partial<Asked>) => void;
}

function Fields({ asked: { written, issuer, action }, onChange }: FieldsProps) {
  const isWrong = written.trim() !== '' && claimsIn(written) === undefined;
  return (
    <SpaceBetween size="m">
      <FormField label={t.claims} description={t.claimsHelp} errorText={isWrong && t.notJson}>
        <Textarea
          value={written}
          rows={6}
          spellcheck={false}
          placeholder={EXAMPLE}
          onChange={({ detail }) => onChange({ written: detail.value })}
        />
      </FormField>
      <FormField label={t.issuer} description={t.issuerHelp}>
        <Input value={issuer} onChange={({ detail }) => onChange({ issuer: detail.value })} />
      </FormField>
      <FormField label={t.action}>
        <Select
          selectedOption={{ value: action, label: action }}
          options={ACTIONS.map((value) => ({ value, label: value }))}
          onChange={({ detail }) =>
            onChange({ action: ACTIONS.find((one) => one === detail.selectedOption.value) ?? 'ecr-login' })
          }
        />
      </FormField>
    </SpaceBetween>
  );
}

/** `undefined` if it is no JSON object. */
function claimsIn(written: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(written);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
