import type { components } from '../../../clients/typescript/src/index.ts';
import { ToldError } from '../../api/problem.ts';
import { duration } from '../../kit/duration.ts';
import { texts } from '../../texts/index.ts';

type Schemas = components['schemas'];
type Granted = Schemas['GrantedDuration'];

const t = texts.login;

/** A text to copy. A secret one is hidden until it is asked for. */
interface Field {
  readonly label: string;
  readonly text: string;
  readonly secret?: boolean;
}

/** What was issued, as it is shown. The fields hold the secret. The rest may stay on the page. */
export interface Issued {
  readonly fields: readonly Field[];
  readonly facts: IssuedFacts;
}

export interface IssuedFacts {
  readonly endsAt?: string;
  /** When the session ends that a login came from. */
  readonly sessionEndsAt?: string;
  readonly granted?: Granted;
}

interface Common {
  readonly session?: Schemas['SessionName'];
  readonly duration?: Granted;
}

function factsOf({ session, duration: granted }: Common, endsAt: string | undefined): IssuedFacts {
  return {
    ...(endsAt !== undefined && { endsAt }),
    ...(session !== undefined && { sessionEndsAt: session.expirationDate }),
    ...(granted !== undefined && { granted }),
  };
}

export function ofLogins(answer: Schemas['Logins']): Issued {
  const [login] = answer.credentials;
  const fields = answer.credentials.flatMap(({ proxyEndpointDomain: host, username, password }) => [
    { label: t.registry, text: host },
    { label: t.username, text: username },
    { label: t.password, text: password, secret: true },
    { label: t.command, text: `docker login --username ${username} --password-stdin ${host}` },
  ]);
  return { fields, facts: factsOf(answer, login?.expirationDate) };
}

export function ofSession(answer: Schemas['SessionCredentials']): Issued {
  const { accessKeyId, secretAccessKey, sessionToken, expirationDate } = answer.credentials;
  const fields = [
    { label: t.accessKeyId, text: accessKeyId },
    { label: t.secretAccessKey, text: secretAccessKey, secret: true },
    { label: t.sessionToken, text: sessionToken, secret: true },
  ];
  const { duration: granted } = answer;
  return { fields, facts: factsOf({ ...(granted !== undefined && { duration: granted }) }, expirationDate) };
}

export function ofPackages(answer: Schemas['PackageLogin']): Issued {
  const { authorizationToken, endpoints, expirationDate } = answer.credentials;
  const addresses = Object.entries(endpoints).map(([kind, text]) => ({ label: t.endpoint(kind), text }));
  return {
    fields: [{ label: t.token, text: authorizationToken, secret: true }, ...addresses],
    facts: factsOf(answer, expirationDate),
  };
}

function hasCredentials<T extends object>(answer: T): answer is Extract<T, { readonly credentials: unknown }> {
  return 'credentials' in answer;
}

/** The answer of the format `json`. Those of other formats have no `credentials`. */
export function withCredentials<T extends object>(answer: T): Extract<T, { readonly credentials: unknown }> {
  if (hasCredentials(answer)) return answer;
  throw new ToldError(t.notUnderstood);
}

/** A login in a format that a tool reads, as one text. */
export function ofText(format: string, text: string): Issued {
  return { fields: [{ label: t.text(format), text, secret: true }], facts: {} };
}

/** What made a session shorter than was asked for. `undefined` if nothing did. */
export function shortenedText({ requestedSeconds, grantedSeconds, limitedBy }: Granted): string | undefined {
  if (limitedBy === undefined) return undefined;
  return `${t.shortened(duration(requestedSeconds), duration(grantedSeconds))} ${t.limitedBy[limitedBy]}`;
}
