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
const EXAMPLE = '{\n  "repository_id": "1296269",\n  "ref": "refs/heads/main"\n}';

/** Every condition of a decision, for claims or for the person. Nothing is issued, and no token is asked for. */
export function Try({ id, connector }: TabProps) {
  const issuers = [...new Set((connector.grants ?? []).flatMap(({ issuer }) => issuer ?? []))];
  const [written, setWritten] = useState('');
  const [issuer, setIssuer] = useState(issuers[0] ?? '');
  const [action, setAction] = useState<(typeof ACTIONS)[number]>('ecr-login');
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
      <FormField
        label={t.claims}
        description={t.claimsHelp}
        errorText={written.trim() !== '' && claims === undefined && t.notJson}
      >
        <Textarea
          value={written}
          rows={6}
          spellcheck={false}
          placeholder={EXAMPLE}
          onChange={({ detail }) => setWritten(detail.value)}
        />
      </FormField>
      <FormField label={t.issuer} description={t.issuerHelp}>
        <Input value={issuer} onChange={({ detail }) => setIssuer(detail.value)} />
      </FormField>
      <FormField label={t.action}>
        <Select
          selectedOption={{ value: action, label: action }}
          options={ACTIONS.map((value) => ({ value, label: value }))}
          onChange={({ detail }) =>
            setAction(ACTIONS.find((one) => one === detail.selectedOption.value) ?? 'ecr-login')
          }
        />
      </FormField>
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

/** `undefined` if it is no JSON object. */
function claimsIn(written: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(written);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
