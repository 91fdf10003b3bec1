import { texts } from '../../texts/index.ts';
import type { Found, FoundConnector, StepId } from './steps.ts';

const { there } = texts.setUp;

interface There {
  readonly there: string;
  readonly href?: string;
}

/** What of a step is there already, and where to see it. */
export function thereOf(step: StepId, found: Found, name: string, connector: FoundConnector | undefined): There {
  const id = connector?.id ?? '';
  const all: Readonly<Record<StepId, There>> = {
    signIn: { there: there.signIn(name) },
    account: { there: there.account(found.account?.id ?? ''), href: '/accounts' },
    issuer: { there: there.issuer(found.issuers), href: '/issuers' },
    connector: { there: there.connector(id), href: `/connectors/${id}` },
    iam: { there: there.iam, href: `/connectors/${id}/iam` },
    verify: { there: connector?.verified ? there.verified : there.usedInstead, href: `/connectors/${id}/verify` },
    login: { there: there.login(id), href: `/connectors/${id}/activity` },
  };
  return all[step];
}
