import { Link } from 'wouter';
import { texts } from '../texts/index.ts';

/** The product's name, which leads to the first screen, with the stage and the release. */
export function Brand({ stage }: { readonly stage?: string }) {
  return (
    <Link href="~/console" className="frame-brand">
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" fill="none" stroke="currentColor">
        <circle cx="11" cy="16" r="6" strokeWidth="3" />
        <path d="M17 16h12v6m-5-6v5" strokeWidth="3" strokeLinecap="round" />
      </svg>
      {texts.app.name}
      <small>{stage === undefined ? PORTUNUS_VERSION : `${stage} · ${PORTUNUS_VERSION}`}</small>
    </Link>
  );
}
