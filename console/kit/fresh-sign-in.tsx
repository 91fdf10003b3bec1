import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useSession } from '../api/session.ts';
import { addressOf, isFresh, signInAddress } from '../api/sign-in.ts';
import { texts } from '../texts/index.ts';
import { useNow } from './now.ts';

interface FreshSignInState {
  /** Whether the person has signed in so recently that the service takes any change. It decides by its own clock. */
  readonly fresh: boolean;
  /** Where the person signs in anew, and comes back to this page from. */
  readonly address: string;
}

/** For a form that will ask for a fresh sign-in: lets it say so before anything is typed. */
export function useFreshSignIn(): FreshSignInState {
  const { data } = useSession();
  const now = useNow();
  return {
    fresh: data !== undefined && isFresh(data.authenticatedAt, now),
    address: signInAddress({ issuer: data?.caller.issuer, fresh: true, back: addressOf(location) }),
  };
}

/**
 * Says that this change asks for a fresh sign-in, and leads to it. `Fault` shows it by itself for that refusal. What a
 * form has given to `useDraft` is there again afterwards.
 */
export function FreshSignIn() {
  const { address } = useFreshSignIn();
  return (
    <Alert
      type="info"
      header={texts.kit.freshTitle}
      action={
        <Button variant="primary" href={address}>
          {texts.kit.signInAgain}
        </Button>
      }
    >
      {texts.kit.freshWhy}
    </Alert>
  );
}
