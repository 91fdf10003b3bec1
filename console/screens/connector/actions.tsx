import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { texts } from '../../texts/index.ts';
import { Remove } from './remove.tsx';
import { Stop } from './stop.tsx';
import { Switch } from './switch.tsx';
import type { TabProps } from './tab.ts';

const t = texts.connector;

type Act = 'switch' | 'stop' | 'remove';
const ACTS: Readonly<Record<string, Act>> = { switch: 'switch', stop: 'stop', remove: 'remove' };

/** What an administrator does with a connector. Whatever others feel is asked once more. */
export function Actions(props: TabProps) {
  const { id, connector, etag } = props;
  const [, go] = useLocation();
  const [act, setAct] = useState<Act>();
  const close = () => setAct(undefined);
  const enabled = connector.enabled ?? true;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => go(`/?connector=${id}&view=snippets`)}>{t.snippets}</Button>
      <ButtonDropdown
        items={[
          { id: 'switch', text: enabled ? t.disable : t.enable },
          { id: 'stop', text: t.stop },
          { id: 'remove', text: t.remove },
        ]}
        onItemClick={({ detail }) => setAct(ACTS[detail.id])}
      >
        {t.more}
      </ButtonDropdown>
      <Button variant="primary" onClick={() => go(`/connectors/${id}/edit`)}>
        {t.edit}
      </Button>
      {act === 'switch' && <Switch id={id} enabled={!enabled} etag={etag} before={connector} close={close} />}
      {act === 'stop' && <Stop id={id} close={close} />}
      {act === 'remove' && <Remove {...props} close={close} />}
    </SpaceBetween>
  );
}
