import { useRef, useState } from 'react';
import { ToldError } from '../../api/problem.ts';
import type { SecretField } from '../../kit/secret-once.tsx';
import { texts } from '../../texts/index.ts';
import { askLogin } from './ask-login.ts';
import type { IssuedFacts } from './issued.ts';
import type { LoginChoice } from './login-choices.ts';

interface State {
  /** The secret. It is here alone, and goes when it is cleared or the panel is closed. */
  readonly fields?: readonly SecretField[];
  readonly facts?: IssuedFacts;
  readonly error?: Error;
}

/** Asks for a login. Neither queries nor mutations hold it: what those keep outlives what shows it. */
export function useLogin(id: string) {
  const [state, setState] = useState<State>({});
  const [isAsking, setAsking] = useState(false);
  const asked = useRef(0);
  const ask = async (choice: LoginChoice) => {
    asked.current += 1;
    const mine = asked.current;
    setAsking(true);
    const next = await answerOf(id, choice);
    if (mine !== asked.current) return;
    setAsking(false);
    setState(next);
  };
  const clear = () => setState(({ facts }) => (facts === undefined ? {} : { facts }));
  return { ...state, isAsking, ask: (choice: LoginChoice) => void ask(choice), clear };
}

async function answerOf(id: string, choice: LoginChoice): Promise<State> {
  try {
    const issued = await askLogin(id, choice);
    // Nobody looks: a page that is hidden shows no secret, so it does not get one either.
    return document.hidden ? { error: new ToldError(texts.login.hidden) } : issued;
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
