import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation, useParams } from 'wouter';
import { useStops } from '../../../api/stops.ts';
import { Answered } from '../../../kit/answered.tsx';
import { duration } from '../../../kit/duration.ts';
import { Foreign } from '../../../kit/foreign.tsx';
import { Page } from '../../../kit/page.tsx';
import { shellWord } from '../../../kit/shell-word.ts';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';
import type { ShownIssuer } from './issuer.ts';
import { Keys } from './keys.tsx';
import { KillSwitch } from './kill-switch.tsx';
import { LastToken } from './last-token.tsx';
import { State } from './state.tsx';
import { useIssuer, useNaming } from './use-issuers.ts';

const t = texts.issuers;
const MOST_SHOWN = 20;

/** One issuer: what it is trusted with, who comes in by it, and the switch that ends it. */
export function Issuer() {
  const { id = '' } = useParams();
  const [, go] = useLocation();
  const query = useIssuer(id);
  return (
    <Page
      title={id}
      trail={[{ text: t.title, href: '/issuers' }]}
      command={`npx portunus get issuer ${shellWord(id)}`}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button onClick={() => go(`/issuers/${id}/versions`)}>{texts.definition.open}</Button>
          <Button onClick={() => go(`/issuers/${id}/edit`)}>{t.edit}</Button>
        </SpaceBetween>
      }
    >
      <Answered query={query}>
        {({ issuer, etag }) => (
          <SpaceBetween size="l">
            <Facts issuer={issuer} />
            <Connectors id={id} />
            <Keys id={id} />
            <LastToken id={id} />
            <KillSwitch issuer={issuer} etag={etag} />
          </SpaceBetween>
        )}
      </Answered>
    </Page>
  );
}

function Facts({ issuer }: { readonly issuer: ShownIssuer }) {
  const stops = useStops();
  const { url, audiences, require, algorithms, maxTokenAgeSeconds: age, adminGroups, auditGroups } = issuer;
  const groups = (names: readonly string[]) =>
    names.length === 0 ? t.nobodyAdministers : <Foreign text={t.groups(names.join(', '))} />;
  return (
    <Container>
      <SpaceBetween size="m">
        <State issuer={issuer} stops={stops.data} />
        <KeyValuePairs
          columns={2}
          items={[
            { label: t.url, value: <Foreign text={url} /> },
            { label: t.audiences, value: <Foreign text={audiences.join(', ')} /> },
            { label: t.require, value: <Required require={require} /> },
            { label: t.keys, value: <Foreign text={keysText(issuer)} /> },
            ...(algorithms.length === 0 ? [] : [{ label: t.algorithms, value: algorithms.join(', ') }]),
            ...(age === undefined ? [] : [{ label: t.age, value: t.ageValue(duration(age)) }]),
            ...(issuer.kind !== 'user'
              ? []
              : [
                  { label: t.administrators, value: groups(adminGroups) },
                  { label: t.auditors, value: groups(auditGroups) },
                  { label: t.console, value: signsInText(issuer) },
                ]),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

function Required({ require }: { readonly require: ShownIssuer['require'] }) {
  const claims = Object.entries(require);
  if (claims.length === 0) return t.requireNothing;
  return claims.map(([claim, wanted]) => (
    <div key={claim}>
      <Foreign text={`${claim}: ${Array.isArray(wanted) ? wanted.join(', ') : String(wanted)}`} />
    </div>
  ));
}

function keysText({ keys }: ShownIssuer): string {
  if (keys === 'discovered') return t.keysDiscovered;
  return 'at' in keys ? t.keysAt(keys.at) : t.keysPinned(keys.pinned.length, keys.pinned.join(', '));
}

function signsInText({ signsIn }: ShownIssuer): string {
  if (signsIn.console) return signsIn.cli ? t.consoleYes : t.consoleOnly;
  return signsIn.cli ? t.cliOnly : t.consoleNo;
}

function Connectors({ id }: { readonly id: string }) {
  const query = useNaming(id);
  return (
    <Container header={<Header variant="h2">{t.grants}</Header>}>
      <Answered query={query}>
        {({ found, looked, isWhole }) =>
          found.length === 0 && isWhole ? (
            <Box>{t.grantsNone}</Box>
          ) : (
            <SpaceBetween size="xs">
              <Box>{t.grantsCount(found.length, looked, isWhole)}</Box>
              <ul>
                {found.slice(0, MOST_SHOWN).map(({ connector, grants, alone }) => (
                  <li key={connector}>
                    <To href={`/connectors/${connector}/grants`}>{connector}</To>, {t.grantsOf(grants)}
                    {alone && `, ${t.alone}`}
                  </li>
                ))}
              </ul>
              {found.length > MOST_SHOWN && <Box>{t.grantsMore(found.length - MOST_SHOWN)}</Box>}
            </SpaceBetween>
          )
        }
      </Answered>
    </Container>
  );
}
