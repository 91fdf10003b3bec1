// The console's sign-in endpoint as a test needs it: it answers whatever it is told to.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '../../shared/domain/secret.ts';

export const SIGNIN_TOKEN = 'VCQgs5qZZt3Q6fn8Tr5EXAMPLEmLnwB7JjUc-SHwnUUWabcRdnWsi4DBn';

/** With characters that a form has to escape. */
export const aSession = {
  accessKeyId: 'ASIAEXAMPLE000000001',
  secretAccessKey: new Secret('secret/of+the=session&x'),
  sessionToken: new Secret('token/of+the=session&y'),
  arn: 'arn:aws:sts::123456789012:assumed-role/team-a/ci-1',
  expiresAt: new Date('2026-11-21T13:00:00.000Z'),
};

export type Reply = (response: ServerResponse) => unknown;

export interface SigninEndpoint {
  readonly url: string;
  readonly received: {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly type: string | undefined;
    readonly body: string;
  }[];
  /** What the next requests get, in order; then there is a token for each. */
  readonly replies: Reply[];
  readonly stop: () => void;
}

export async function startSigninEndpoint(): Promise<SigninEndpoint> {
  const received: SigninEndpoint['received'] = [];
  const replies: Reply[] = [];
  const token: Reply = (response) => response.end(JSON.stringify({ SigninToken: SIGNIN_TOKEN }));
  const server = createServer(async (message, response) => {
    let body = '';
    for await (const chunk of message.setEncoding('utf8')) body += chunk;
    received.push({ method: message.method, url: message.url, type: message.headers['content-type'], body });
    (replies.shift() ?? token)(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, replies, stop };
}
