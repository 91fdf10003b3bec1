import Spinner from '@cloudscape-design/components/spinner';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { codeOf } from '../api/problem.ts';
import { type Session, useSession } from '../api/session.ts';
import { Fault } from '../kit/answered.tsx';
import { texts } from '../texts/index.ts';
import { Frame } from './frame.tsx';
import { SCREENS } from './screens.ts';
import { SignedOut } from './signed-out.tsx';

/** The console for who is signed in, and the way in for who is not. */
export function Gate() {
  const { data, error, refetch } = useSession();
  const ended = codeOf(error) === 'sign_in_required';
  const isScreenThere = useFirstScreen();
  useSamePerson(data);
  useGoOn(ended);
  if (data !== undefined && isScreenThere) return <Frame session={data} ended={ended} />;
  if (ended) return <SignedOut />;
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

/**
 * Most people begin at the first screen: its files come while the session is asked for, and this says when they are there or
 * can't be had. Any other screen is not waited for, because the frame around it would be seen later.
 */
function useFirstScreen(): boolean {
  const [path] = useLocation();
  const { isPending } = useQuery({
    queryKey: ['first-screen'],
    queryFn: async () => {
      const first = SCREENS.find((screen) => screen.path === '/' && path === '/');
      // Drawing the screen tries again, and tells what is wrong.
      await first?.Screen.load().catch(() => undefined);
      return true;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return !isPending;
}

/** Asks again what was refused because the session had ended, once there is one. */
function useGoOn(ended: boolean): void {
  const queries = useQueryClient();
  const was = useRef(ended);
  useEffect(() => {
    if (was.current && !ended) {
      void queries.refetchQueries({
        type: 'active',
        predicate: ({ state }) => codeOf(state.error) === 'sign_in_required',
      });
    }
    was.current = ended;
  }, [ended, queries]);
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
