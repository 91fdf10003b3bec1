import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { addressOf, signInAddress } from '../api/sign-in.ts';
import { texts } from '../texts/index.ts';

/**
 * Says that the session has ended. The page stays as it is, with all that was typed. Another tab can sign in, and this
 * one goes on when somebody looks at it again.
 */
export function Ended() {
  const queries = useQueryClient();
  useEffect(() => {
    const look = () => !document.hidden && void queries.invalidateQueries({ queryKey: ['session'] });
    document.addEventListener('visibilitychange', look);
    window.addEventListener('focus', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('focus', look);
    };
  }, [queries]);
  return (
    <div className="frame-ended" role="alert">
      <Alert
        type="warning"
        header={texts.app.endedTitle}
        action={
          <SpaceBetween direction="horizontal" size="xs">
            <Button href={signInAddress({ back: '/console' })} target="_blank">
              {texts.app.signInElsewhere}
            </Button>
            <Button variant="primary" href={signInAddress({ back: addressOf(location) })}>
              {texts.app.signInAgain}
            </Button>
          </SpaceBetween>
        }
      >
        {texts.app.ended}
      </Alert>
    </div>
  );
}
