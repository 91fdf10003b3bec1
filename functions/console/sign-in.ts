import type { HttpEvent, Route } from '../../shared/http/event.ts';
import { readCookie } from '../../shared/http/request/cookies.ts';
import { assertOwnPage } from '../../shared/http/request/own-page.ts';
import { pendingText, readPending } from '../../shared/http/request/pending-sign-in.ts';
import { readSignIn } from '../../shared/http/request/read-console-request.ts';
import { CONSOLE_PAGE } from '../../shared/http/request/return-path.ts';
import { readSessionId } from '../../shared/http/request/session-id.ts';
import type { ConsoleCookies } from '../../shared/http/response/console-cookies.ts';
import { asPage, seeOther, signedInPage, signedOut } from '../../shared/http/response/console-pages.ts';
import { keyOfSession } from '../../shared/vending/console/session.ts';
import { beginSignIn, finishSignIn, SIGN_IN_MS } from '../../shared/vending/console/sign-in.ts';
import { signOut } from '../../shared/vending/console/sign-out.ts';
import type { Ports } from './ports.ts';

interface Site {
  readonly origin: string;
  readonly cookies: ConsoleCookies;
}

/** The routes of signing in and out. */
export function createSignInRoutes(ports: Ports, { origin, cookies }: Site) {
  const begin: Route = async (event, call) => {
    // Cookies are of one host. At another name of this API, the answer of the provider would find none.
    const elsewhere = event.headers?.host !== new URL(origin).host;
    if (elsewhere) return seeOther(`${origin}${event.rawPath}?${event.rawQueryString}`);
    const old = readSessionId(event, cookies.names.session);
    const wanted = { ...readSignIn(event), ...(old !== undefined && { replaces: keyOfSession(old) }) };
    const begun = await beginSignIn(ports, wanted, call);
    if (begun === undefined) return seeOther(CONSOLE_PAGE);
    return seeOther(begun.address, [cookies.signIn(pendingText(begun.pending), SIGN_IN_MS / 1000)]);
  };
  const callback: Route = async (event, call) => {
    const pending = readPending(readCookie(event, cookies.names.signIn));
    const { id, returnTo } = await finishSignIn(ports, pending, answerOf(event, ports), call);
    return signedInPage(returnTo, [cookies.session(id), cookies.noSignIn]);
  };
  const end: Route = async (event, call) => {
    assertOwnPage(event, origin);
    const id = readSessionId(event, cookies.names.session);
    const { page } = await signOut(ports, id, `${origin}${CONSOLE_PAGE}`, call);
    return signedOut(page, cookies.noSession);
  };
  const page = (route: Route, sent: readonly string[] = []): Route => asPage(route, ports.reportPage, sent);
  return { begin: page(begin), callback: page(callback, [cookies.noSignIn]), end };
}

/** The address that the provider sent the browser to, at our own name whatever the browser called us. */
function answerOf({ pathParameters, queryStringParameters }: HttpEvent, { redirectUri }: Ports): URL {
  const answer = new URL(redirectUri(pathParameters?.issuer ?? ''));
  for (const [name, value = ''] of Object.entries(queryStringParameters ?? {})) answer.searchParams.set(name, value);
  return answer;
}
