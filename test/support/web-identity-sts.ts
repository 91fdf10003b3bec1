// STS as far as sts:GetWebIdentityToken goes: it gives whoever signs a token of the role that it is told.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface WebIdentitySts {
  readonly url: string;
  /** What was asked for, oldest first. */
  readonly asked: Readonly<Record<string, string>>[];
  /** What is answered from now on: a token with its end, or the code of a refusal. */
  answer: { readonly token: string; readonly expiresAt: Date } | { readonly code: string };
  readonly stop: () => void;
}

/** By the shapes of the STS API reference, in the query protocol. */
function toXml(answer: WebIdentitySts['answer']): string {
  if ('code' in answer) return `<ErrorResponse><Error><Code>${answer.code}</Code></Error></ErrorResponse>`;
  const end = answer.expiresAt.toISOString();
  const result = `<WebIdentityToken>${answer.token}</WebIdentityToken><Expiration>${end}</Expiration>`;
  return `<GetWebIdentityTokenResponse><GetWebIdentityTokenResult>${result}</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`;
}

export async function startWebIdentitySts(): Promise<WebIdentitySts> {
  const server = createServer(async (request, response) => {
    sts.asked.push(Object.fromEntries(new URLSearchParams(await text(request))));
    const isSigned = request.headers.authorization?.includes('/sts/aws4_request') === true;
    const answer = isSigned ? sts.answer : { code: 'MissingAuthenticationToken' };
    response.writeHead('code' in answer ? 403 : 200, { 'content-type': 'text/xml' }).end(toXml(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sts: WebIdentitySts = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: { code: 'AccessDenied' },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return sts;
}
