import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { Sentence } from './sentence.tsx';
import type { TabProps } from './tab.ts';
import { type Grant, narrowingOf, whoOf } from './words.ts';

const t = texts.connector.grant;

/** Who gets in, grant by grant, in the order in which they are tried. */
export function Grants({ id, connector, isAdministrator }: TabProps) {
  const { grants = [], systemScope = false } = connector;
  return (
    <SpaceBetween size="m">
      {grants.length === 0 ? (
        <SpaceBetween size="xs">
          <Box>{t.none}</Box>
          {isAdministrator && <To href={`/connectors/${id}/edit`}>{t.addOne}</To>}
        </SpaceBetween>
      ) : (
        <Box>
          {t.first} {t.wide} {!systemScope && texts.connector.sentence.workloadsNo}
        </Box>
      )}
      {isAdministrator && <To href={`/connectors/${id}/try`}>{t.tryClaims}</To>}
      {grants.map((grant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a grant is known by its place
        <OneGrant key={index} number={index + 1} grant={grant} />
      ))}
    </SpaceBetween>
  );
}

function OneGrant({ number, grant }: { readonly number: number; readonly grant: Grant }) {
  const narrowing = narrowingOf(grant);
  return (
    <Container header={<Header variant="h2">{t.label(number)}</Header>}>
      <SpaceBetween size="xs">
        <Sentence words={whoOf(grant)} />
        {narrowing.length > 0 && (
          <>
            <Box>{t.only}</Box>
            <ul>
              {narrowing.map((words, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: limits never change places
                <li key={index}>
                  <Sentence words={words} />
                </li>
              ))}
            </ul>
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}
