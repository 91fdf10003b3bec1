import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'wouter';
import { TEMPLATES } from '../../../shared/domain/ci-templates/index.ts';
import { To } from '../../kit/to.tsx';
import { useDraft } from '../../kit/use-draft.ts';
import { texts } from '../../texts/index.ts';
import { accountText, connectorText, issuerText } from './begin.ts';
import type { Found } from './steps.ts';
import { TextBlock } from './text-block.tsx';

const t = texts.setUp;

interface BeginProps {
  readonly kind: 'account' | 'issuer' | 'connector';
  readonly text: string;
}

/** A definition to begin with, and the editor that opens with it. What somebody has begun there is not lost. */
function Begin({ kind, text }: BeginProps) {
  const [, go] = useLocation();
  const { draft, keep } = useDraft<unknown>(`edit/${kind}/`);
  const open = () => {
    keep({ base: {}, text: `${text}\n` });
    go(`/new/${kind}`);
  };
  return (
    <SpaceBetween size="m">
      <TextBlock label={t.begin[kind]} text={text} />
      <Box>{t.change}</Box>
      <SpaceBetween size="xs" direction="horizontal">
        <Button variant="primary" onClick={open}>
          {draft === undefined ? t.openEditor : t.openEditorInstead}
        </Button>
        {draft !== undefined && <Button onClick={() => go(`/new/${kind}`)}>{t.goOn}</Button>}
      </SpaceBetween>
    </SpaceBetween>
  );
}

export function AccountStep() {
  return <Begin kind="account" text={accountText()} />;
}

interface CiProps {
  readonly ci: string;
  readonly onCi: (ci: string) => void;
}

const CIS = Object.entries(TEMPLATES).map(([value, { title }]) => ({ value, label: title }));

function ChooseCi({ ci, onCi }: CiProps) {
  return (
    <FormField label={t.ci} description={t.ciHelp}>
      <Select
        selectedOption={CIS.find(({ value }) => value === ci) ?? null}
        options={CIS}
        onChange={({ detail }) => onCi(detail.selectedOption.value ?? ci)}
      />
    </FormField>
  );
}

export function IssuerStep({ ci, onCi }: CiProps) {
  const template = TEMPLATES[ci];
  if (template === undefined) return null;
  return (
    <SpaceBetween size="m">
      <ChooseCi ci={ci} onCi={onCi} />
      <Begin kind="issuer" text={issuerText(template, location.origin)} />
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        {t.peopleAlone}
        <Go to="/new/connector" text={t.withoutCi} />
      </SpaceBetween>
    </SpaceBetween>
  );
}

export function ConnectorStep({ ci, onCi, account }: CiProps & Pick<Found, 'account'>) {
  const template = TEMPLATES[ci];
  if (template === undefined) return null;
  return (
    <SpaceBetween size="m">
      <ChooseCi ci={ci} onCi={onCi} />
      <Begin kind="connector" text={connectorText(template, account)} />
    </SpaceBetween>
  );
}

export function IamStep({ id }: { readonly id: string }) {
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Go to={`/connectors/${id}/iam`} text={t.openIam} isPrimary />
      <Go to={`/connectors/${id}/verify`} text={t.openVerify} />
    </SpaceBetween>
  );
}

export function VerifyStep({ id }: { readonly id: string }) {
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Go to={`/connectors/${id}/verify`} text={t.openVerify} isPrimary />
      <Go to={`/connectors/${id}/try`} text={t.openTry} />
    </SpaceBetween>
  );
}

interface LoginStepProps {
  readonly id: string;
  readonly counted: boolean;
}

export function LoginStep({ id, counted }: LoginStepProps) {
  return (
    <SpaceBetween size="m">
      <SpaceBetween size="xs" direction="horizontal">
        <Go to={`/?connector=${id}&view=snippets`} text={t.openSnippets} isPrimary />
        <Go to={`/?connector=${id}&view=login`} text={texts.mine.getLogin} />
      </SpaceBetween>
      {!counted && (
        <SpaceBetween size="xs">
          {t.notCounted}
          <To href={`/audit?connector=${id}`}>{t.openAudit}</To>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

function Go({
  to,
  text,
  isPrimary = false,
}: {
  readonly to: string;
  readonly text: string;
  readonly isPrimary?: boolean;
}) {
  const [, go] = useLocation();
  return (
    <Button variant={isPrimary ? 'primary' : 'normal'} onClick={() => go(to)}>
      {text}
    </Button>
  );
}
