import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Fault } from '../../../kit/answered.tsx';
import { Confirm } from '../../../kit/confirm.tsx';
import { texts } from '../../../texts/index.ts';
import { readStored, useIds, useIssuers } from '../api/definitions.ts';
import type { Written } from '../object/path.ts';
import { suggestions } from '../suggestions.ts';
import { copyOf, onlyOne, TEMPLATES, templateOf } from './templates.ts';

interface StartFromProps {
  /** Whether something is filled in that another beginning would replace. */
  readonly isFilled: boolean;
  readonly onStart: (value: Written) => void;
}

/** Ways to begin a new connector. */
export function StartFrom({ isFilled, onStart }: StartFromProps) {
  const [asked, setAsked] = useState<Written>();
  const start = (value: Written) => (isFilled ? setAsked(value) : onStart(value));
  return (
    <Container
      header={
        <Header variant="h2" description={texts.edit.startHelp}>
          {texts.edit.start}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Templates onStart={start} />
        <CopyAnother onCopy={start} />
      </SpaceBetween>
      {asked !== undefined && (
        <Confirm
          title={texts.edit.startReplaces}
          action={texts.edit.replace}
          onCancel={() => setAsked(undefined)}
          onConfirm={() => {
            onStart(asked);
            setAsked(undefined);
          }}
        >
          {texts.edit.startReplacesHelp}
        </Confirm>
      )}
    </Container>
  );
}

function Templates({ onStart }: Pick<StartFromProps, 'onStart'>) {
  const accounts = useIds('account');
  const issuers = useIssuers();
  const issuerOf = (kind: string) =>
    onlyOne(issuers.data?.filter((one) => one.kind === kind).flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
  const only = { account: onlyOne(accounts.data), workloads: issuerOf('workload'), people: issuerOf('user') };
  // Until it is known whether there is a choice, a template would leave out what it could fill in.
  const isKnown = !accounts.isPending && !issuers.isPending;
  return (
    <SpaceBetween size="xs" direction="horizontal">
      {TEMPLATES.map((template) => (
        <Button
          key={template}
          disabled={!isKnown && template !== 'empty'}
          onClick={() => onStart(templateOf(template, only))}
        >
          {texts.edit.templates[template]}
        </Button>
      ))}
    </SpaceBetween>
  );
}

function CopyAnother({ onCopy }: { readonly onCopy: (value: Written) => void }) {
  const [id, setId] = useState('');
  const connectors = useIds('connector');
  const copy = useMutation({
    mutationFn: () => readStored('connector', id),
    onSuccess: ({ value }) => onCopy(copyOf(value)),
  });
  return (
    <SpaceBetween size="xs">
      <FormField
        label={texts.edit.copyOf}
        description={texts.edit.copyHelp}
        secondaryControl={
          <Button disabled={id === ''} loading={copy.isPending} onClick={() => copy.mutate()}>
            {texts.edit.templates.copy}
          </Button>
        }
      >
        <Autosuggest
          value={id}
          {...suggestions(connectors)}
          enteredTextLabel={(typed) => typed}
          clearAriaLabel={texts.kit.clear}
          onChange={({ detail }) => setId(detail.value)}
        />
      </FormField>
      {copy.error !== null && <Fault error={copy.error} />}
    </SpaceBetween>
  );
}
