import './frame.css';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { readSignIns } from '../api/session.ts';
import { addressOf, signInAddress } from '../api/sign-in.ts';
import { Answered } from '../kit/answered.tsx';
import { Foreign } from '../kit/foreign.tsx';
import { texts } from '../texts/index.ts';
import { Brand } from './brand.tsx';
import { SchemeChoice } from './scheme-choice.tsx';

/** What somebody sees who is not signed in: where to sign in. */
export function SignedOut() {
  const query = useQuery({ queryKey: ['sign-ins'], queryFn: readSignIns });
  useEffect(() => {
    document.title = `${texts.app.signIn} · ${texts.app.name}`;
  }, []);
  return (
    <div className="frame-alone">
      <header className="frame-header">
        <Brand />
        <div className="frame-person">
          <SchemeChoice />
        </div>
      </header>
      <main className="frame-sign-in">
        <SpaceBetween size="l">
          <Box variant="h1">{texts.app.signInTitle}</Box>
          <Box>{texts.app.signInWhat}</Box>
          <Answered query={query}>{(issuers) => <Choices issuers={issuers} />}</Answered>
        </SpaceBetween>
      </main>
    </div>
  );
}

function Choices({ issuers }: { readonly issuers: readonly string[] }) {
  if (issuers.length === 0) return <NoChoice />;
  return (
    <SpaceBetween size="s">
      {issuers.map((issuer) => (
        <Button key={issuer} variant="primary" fullWidth href={signInAddress({ issuer, back: addressOf(location) })}>
          {issuers.length === 1 ? (
            texts.app.signIn
          ) : (
            <>
              {texts.app.signInWith} <Foreign text={issuer} most={60} />
            </>
          )}
        </Button>
      ))}
    </SpaceBetween>
  );
}

/** Nobody can sign in yet. Whoever reads this is often the one to change that. */
function NoChoice() {
  return (
    <SpaceBetween size="s">
      <Box variant="h2">{texts.app.noIssuer}</Box>
      <Box>{texts.app.noIssuerHelp}</Box>
      <Box variant="code">{texts.app.noIssuerField}</Box>
    </SpaceBetween>
  );
}
