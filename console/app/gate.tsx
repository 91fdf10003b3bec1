import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useRef } from 'react';
import { codeOf } from '../api/problem.ts';
import { type Session, useSession } from '../api/session.ts';
import { Fault } from '../kit/answered.tsx';
import { texts } from '../texts/index.ts';
import { Frame } from './frame.tsx';
import { SignedOut } from './signed-out.tsx';

/** The console for who is signed in, and the way in for who is not. */
export function Gate() {
  const { data, error, refetch } = useSession();
  useSamePerson(data);
  if (data !== undefined) return <Frame session={data} ended={codeOf(error) === 'sign_in_required'} />;
  if (codeOf(error) === 'sign_in_required') return <SignedOut />;
  return (
    <main className="frame-waiting">
      {error === null ? (
        <Spinner size="large" />
      ) : (
        <>
          <h1>{texts.app.name}</h1>
          <Fault error={error} again={() => void refetch()} />
        </>
      )}
    </main>
  );
}

/** Loads the page anew if somebody else signs in in another tab: nothing of one person is shown to the next. */
function useSamePerson(session: Session | undefined): void {
  const first = useRef<string>(undefined);
  const person = session && `${session.caller.issuer} ${session.caller.subject}`;
  useEffect(() => {
    if (person === undefined) return;
    first.current ??= person;
    if (first.current !== person) location.reload();
  }, [person]);
}
