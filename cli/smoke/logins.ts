import { type Answer, named, type Send } from './answer.ts';
import { type Login, readLogin } from './login.ts';

export interface LoginRequest {
  readonly connectorId: string;
  /** `ecr` if absent. */
  readonly service?: 'ecr-public';
  readonly query?: Readonly<Record<string, string>>;
  /** Which of the smoke's own callers asks. */
  readonly job?: string;
}

export interface Issued {
  readonly answer: Answer;
  readonly login: Login;
  readonly time: Date;
}

/** A request for a login that got none. Its message names the answer, and holds nothing else of it. */
export class NoLogin extends Error {
  readonly answer: Answer;

  constructor(answer: Answer, why = named(answer)) {
    super(why);
    this.answer = answer;
  }
}

export function loginPath({ connectorId, service, query }: LoginRequest): string {
  const parameters = query === undefined ? '' : `?${new URLSearchParams(query)}`;
  return `/v1/connectors/${connectorId}/${service ?? 'ecr'}/credentials${parameters}`;
}

export function withQuery(request: LoginRequest, query: Readonly<Record<string, string>>): LoginRequest {
  return { ...request, query: { ...request.query, ...query } };
}

interface Asking {
  readonly send: Send;
  readonly tokenOf: (job: string | undefined) => Promise<string>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Until when a refusal may be early: environments keep issuers for a minute, and IAM takes some seconds to spread a
   * new role.
   */
  readonly earlyUntil: () => Date;
}

const PAUSE_MS = 5_000;
/** As often as a client would try again what is retryable. */
const ATTEMPTS = 3;
const EARLY = ['token_rejected', 'role_refused', 'ecr_refused'];

/** Asks once for each request, and remembers the login: the same login is looked at from several sides. */
export function createLogIn(asking: Asking): (request: LoginRequest) => Promise<Issued> {
  const remembered = new Map<string, Promise<Issued>>();
  return (request) => {
    const key = JSON.stringify(request);
    const issued = remembered.get(key) ?? ask(asking, request);
    remembered.set(key, issued);
    return issued;
  };
}

async function ask(asking: Asking, request: LoginRequest): Promise<Issued> {
  const { send, tokenOf, now, sleep, earlyUntil } = asking;
  for (let attempt = 1; ; attempt += 1) {
    const authorization = `Bearer ${await tokenOf(request.job)}`;
    const answer = await send({ method: 'GET', path: loginPath(request), authorization });
    if (answer.status === 200) return { answer, login: read(answer, now()), time: now() };
    const isEarly = EARLY.includes(String(answer.body.code)) && now() < earlyUntil();
    if (!isEarly && (answer.body.retryable !== true || attempt >= ATTEMPTS)) throw new NoLogin(answer);
    await sleep(PAUSE_MS);
  }
}

function read(answer: Answer, now: Date): Login {
  try {
    return readLogin(answer, now);
  } catch (error) {
    throw new NoLogin(answer, (error as Error).message);
  }
}
