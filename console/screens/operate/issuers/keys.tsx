import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { type components, dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { Fault } from '../../../kit/answered.tsx';
import { Command } from '../../../kit/command.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { shellWord } from '../../../kit/shell-word.ts';
import { texts } from '../../../texts/index.ts';

const t = texts.issuers;

type IssuerKeys = components['schemas']['IssuerKeys'];

/** The keys that verify its tokens. The service asks the issuer for them, so it takes a click. */
export function Keys({ id }: { readonly id: string }) {
  const look = useMutation({
    mutationFn: async () => dataOf(await api.GET('/issuers/{id}/keys', { params: { path: { id } } })),
  });
  return (
    <Container header={<Header variant="h2">{t.keysSeen}</Header>}>
      <SpaceBetween size="s">
        <Box>{t.keysHelp}</Box>
        <Button loading={look.isPending} onClick={() => look.mutate()}>
          {t.keysLook}
        </Button>
        <div role="status">{look.data !== undefined && <Found keys={look.data} />}</div>
        {look.error !== null && <Fault error={look.error} />}
        <Command text={t.keysCommand(shellWord(id))} />
      </SpaceBetween>
    </Container>
  );
}

function Found({ keys: { source, keys, leftOut, failure } }: { readonly keys: IssuerKeys }) {
  return (
    <SpaceBetween size="s">
      {failure === undefined ? (
        <Box>{t.keysFound(keys.length, source)}</Box>
      ) : (
        <Alert type="error" header={t.keysNone}>
          <Foreign text={failure} />
        </Alert>
      )}
      {keys.length > 0 && <KeyTable keys={keys} />}
      {leftOut.length > 0 && (
        <Alert type="warning" header={t.leftOut(leftOut.length)}>
          <ul>
            {leftOut.map(({ position, why }) => (
              <li key={position}>
                <Box variant="code">{t.keyAt(position)}</Box> <Foreign text={why} />
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </SpaceBetween>
  );
}

function KeyTable({ keys }: Pick<IssuerKeys, 'keys'>) {
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={keys}
      ariaLabels={{ tableLabel: t.keysSeen }}
      columnDefinitions={[
        {
          id: 'id',
          header: t.keyColumns.id,
          isRowHeader: true,
          minWidth: 200,
          cell: ({ keyId }) => (keyId === undefined ? t.keyWithoutId : <Foreign text={keyId} most={100} />),
        },
        { id: 'type', header: t.keyColumns.type, minWidth: 80, cell: ({ type }) => type },
        {
          id: 'algorithms',
          header: t.keyColumns.algorithms,
          minWidth: 160,
          cell: ({ algorithms }) => algorithms.join(', '),
        },
      ]}
    />
  );
}
