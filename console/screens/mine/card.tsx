import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';
import { Actions } from './actions.tsx';
import type { Usable } from './connectors.ts';
import { Limits } from './limits.tsx';

/** A connector: what it is, what it serves, what holds for this person, and what can be done with it. */
export function Card({ connector, tool }: { readonly connector: Usable; readonly tool: string | null }) {
  const { id, name, description, serves, enabled } = connector;
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          description={
            <Box variant="code" color="inherit">
              {id}
            </Box>
          }
        >
          <Foreign text={name ?? id} most={128} />
        </Header>
      }
    >
      <SpaceBetween size="s">
        <SpaceBetween size="xxs" direction="horizontal">
          {serves.map((served) => (
            <Badge key={served} color="blue">
              {texts.mine.served[served]}
            </Badge>
          ))}
          {!enabled && <Badge color="red">{texts.mine.disabled}</Badge>}
        </SpaceBetween>
        {description !== undefined && <Foreign text={description} />}
        <Limits connector={connector} />
        {enabled ? <Actions connector={connector} tool={tool} /> : <Box>{texts.mine.disabledHelp}</Box>}
      </SpaceBetween>
    </Container>
  );
}
