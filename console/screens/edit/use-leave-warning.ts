import { useEffect } from 'react';

const SIGN_IN = 'a[href*="/console/sign-in"]';

/** Lets the browser ask before the tab is closed or reloaded. Going to sign in again keeps what was typed. */
export function useLeaveWarning(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    let signsIn = false;
    const clicked = ({ target }: MouseEvent) => {
      signsIn = target instanceof Element && target.closest(SIGN_IN) !== null;
    };
    const leaves = (event: BeforeUnloadEvent) => {
      if (!signsIn) event.preventDefault();
    };
    document.addEventListener('click', clicked, true);
    addEventListener('beforeunload', leaves);
    return () => {
      document.removeEventListener('click', clicked, true);
      removeEventListener('beforeunload', leaves);
    };
  }, [isChanged]);
}
