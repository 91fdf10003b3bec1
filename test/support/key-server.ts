// An issuer's key address on this machine: real https, with a certificate that only the test trusts.
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type GenerateResult, generate } from 'selfsigned';

export interface KeyServer {
  readonly port: number;
  /** How many requests arrived. */
  readonly hits: () => number;
  /** How many connections were made, answered or not. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** A self-signed certificate for localhost, or for another name only. */
export function aCertificate(otherName?: string): Promise<GenerateResult> {
  return generate([{ name: 'commonName', value: otherName ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames:
          otherName === undefined
            ? [
                { type: 2, value: 'localhost' },
                { type: 7, ip: '127.0.0.1' },
              ]
            : [{ type: 2, value: otherName }],
      },
    ],
  });
}

/** Trusts certificates in this process; gives back what undoes it. */
export function trust(...certificates: readonly GenerateResult[]): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, ...certificates.map(({ cert }) => cert)]);
  return () => setDefaultCACertificates(before);
}

export async function startKeyServer(certificate: GenerateResult, answer: RequestListener): Promise<KeyServer> {
  let hits = 0;
  let connections = 0;
  const server: Server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    hits += 1;
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  // A client that hangs up, or does not trust us, is what the tests are about.
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hits: () => hits,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
