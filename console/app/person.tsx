import { useState } from 'react';
import type { Caller, Session } from '../api/session.ts';
import { Foreign } from '../kit/foreign.tsx';
import { notify } from '../kit/notice-board.ts';
import { texts } from '../texts/index.ts';
import { SchemeChoice } from './scheme-choice.tsx';
import { signOut } from './sign-out.ts';

function roleOf({ administrator, auditor }: Caller): string {
  if (administrator) return texts.app.roles.administrator;
  return auditor ? texts.app.roles.auditor : texts.app.roles.developer;
}

/** Who is signed in, as what, and the way out. */
export function Person({ session: { name, caller } }: { readonly session: Session }) {
  const [leaving, setLeaving] = useState(false);
  const leave = () => {
    setLeaving(true);
    signOut().catch(() => {
      setLeaving(false);
      notify({ type: 'error', text: texts.app.notSignedOut });
    });
  };
  return (
    <div className="frame-person">
      <span className="frame-name">
        <Foreign text={name} most={40} />
        <small>{roleOf(caller)}</small>
      </span>
      <SchemeChoice />
      <button type="button" className="frame-button" disabled={leaving} onClick={leave}>
        {texts.app.signOut}
      </button>
    </div>
  );
}
