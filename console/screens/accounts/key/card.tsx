import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Answered } from '../../../kit/answered.tsx';
import { Command } from '../../../kit/command.tsx';
import { texts } from '../../../texts/index.ts';
import { type Account, keysKey, useKeys } from '../read.ts';
import { keyCommand, type RotatedKeys } from '../words.ts';
import { Enter, type PutKey } from './enter.tsx';
import { Entered, Rotated } from './happened.tsx';
import { Keys } from './keys.tsx';
import { Rotate } from './rotate.tsx';

const t = texts.accounts;

interface KeyCardProps {
  readonly id: string;
  readonly source: Account['credentials']['source'];
}

type Act = 'enter' | 'rotate';
type Happened = { readonly put: PutKey } | { readonly rotated: RotatedKeys };

/** The access key of an account: how old it is, and how it is replaced. */
export function KeyCard({ id, source }: KeyCardProps) {
  const [asks, setAsks] = useState<Act>();
  const [happened, setHappened] = useState<Happened>();
  const queries = useQueryClient();
  const close = () => setAsks(undefined);
  const hasUser = source === 'iam-user';
  const onPut = (put: PutKey) => {
    close();
    setHappened({ put });
    void queries.invalidateQueries({ queryKey: keysKey(id) });
  };
  const onRotated = (rotated: RotatedKeys) => {
    close();
    setHappened({ rotated });
    queries.setQueryData(keysKey(id), rotated);
  };
  return (
    <Container
      header={
        <Header variant="h2" actions={<Actions hasUser={hasUser} onAsk={setAsks} />}>
          {t.key.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {happened !== undefined && 'put' in happened && <Entered id={id} put={happened.put} />}
        {happened !== undefined && 'rotated' in happened && <Rotated rotated={happened.rotated} />}
        {hasUser ? <Look id={id} /> : <NoKey />}
        <Command text={keyCommand(id, hasUser ? 'keys' : 'put-key')} />
      </SpaceBetween>
      {asks === 'enter' && <Enter id={id} onPut={onPut} onCancel={close} />}
      {asks === 'rotate' && <Rotate id={id} onRotated={onRotated} onCancel={close} />}
    </Container>
  );
}

interface ActionsProps {
  readonly hasUser: boolean;
  readonly onAsk: (act: Act) => void;
}

function Actions({ hasUser, onAsk }: ActionsProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => onAsk('enter')}>{t.enter.button}</Button>
      {hasUser && <Button onClick={() => onAsk('rotate')}>{t.rotate.action}</Button>}
    </SpaceBetween>
  );
}

function NoKey() {
  return (
    <SpaceBetween size="xs">
      <Box>{t.key.none}</Box>
      <Box color="text-body-secondary">{t.key.noneHelp}</Box>
    </SpaceBetween>
  );
}

/** A click asks for the key: what is opened by an address alone reads no secret. */
function Look({ id }: { readonly id: string }) {
  const [isShown, setShown] = useState(false);
  const query = useKeys(id, isShown);
  if (isShown || query.data !== undefined) return <Answered query={query}>{(keys) => <Keys keys={keys} />}</Answered>;
  return (
    <SpaceBetween size="s">
      <Box>{t.key.lookWhat}</Box>
      <Button onClick={() => setShown(true)}>{t.key.look}</Button>
    </SpaceBetween>
  );
}
