// What a deployment that works answers the prober. A test breaks one answer.
import type { Call } from '../../shared/domain/call.ts';
import { type ProbeResult, parseAnswerBody } from '../../shared/domain/probe.ts';
import { Secret } from '../../shared/domain/secret.ts';
import type { ProbeAnswer, ProbeRequest } from '../../shared/vending/probe/ports.ts';
import { type ProbePorts, runProbe } from '../../shared/vending/probe/run-probe.ts';
import { aCall } from './builders.ts';

export const TARGET = { connector: 'probe', region: 'eu-west-1', audience: 'https://portunus.example' };

const PASSWORD = 'CANARY-password';

/** A login as docs/api.md has it, at noon. */
export const LOGIN = {
  requestId: '0f0e0d0c-0000-4000-8000-000000000001',
  connectorId: 'probe',
  credentials: [
    {
      registryId: '123456789012',
      region: 'eu-west-1',
      username: 'AWS',
      password: PASSWORD,
      authorizationToken: Buffer.from(`AWS:${PASSWORD}`).toString('base64'),
      proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      expirationDate: '2026-11-22T00:00:00.000Z',
    },
  ],
  session: {
    arn: 'arn:aws:sts::123456789012:assumed-role/probe/probe',
    expirationDate: '2026-11-21T12:15:00.000Z',
  },
  refreshAfter: '2026-11-21T12:07:30.000Z',
  source: 'fresh',
};

export interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
  readonly noStore?: boolean;
  readonly challenge?: string;
  readonly fingerprint?: string;
}

export function aProblem(status: number, code: string, about: object = {}): RawAnswer {
  const body = {
    type: `urn:portunus:error:${code}`,
    title: 'Refused',
    status,
    detail: 'Refused.',
    code,
    stage: 'request',
    retryable: false,
    requestId: '0f0e0d0c-0000-4000-8000-000000000002',
    ...about,
  };
  return { status, body, ...(status === 401 && { challenge: 'Bearer' }) };
}

function toAnswer({ status, body, contentType, noStore = true, challenge, fingerprint = 'same' }: RawAnswer) {
  const type = contentType ?? (status < 300 ? 'application/json' : 'application/problem+json');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    body: parseAnswerBody(status, type, text),
    noStore,
    ...(challenge !== undefined && { challenge }),
    fingerprint,
  } satisfies ProbeAnswer;
}

/** The one token that the deployment takes for the prober's. */
export const OWN_TOKEN = new Secret('eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJwcm9iZSJ9.c2lnbmF0dXJl');

function isOwn({ prefix, proof }: ProbeRequest): boolean {
  if (proof.scheme === 'bearer') return proof.token.reveal() === OWN_TOKEN.reveal();
  return proof.scheme === 'sigv4' && prefix === '/iam/v1';
}

function fieldRefused(field: string): RawAnswer {
  return aProblem(400, 'invalid_request', { errors: [{ field, detail: 'is refused' }] });
}

/** What a deployment that works answers. */
export function goodAnswer(request: ProbeRequest): RawAnswer {
  const { prefix, proof, connector, query = {} } = request;
  if (prefix === '/iam/v1' && proof.scheme !== 'sigv4') {
    return { status: 403, body: { message: 'Forbidden' }, contentType: 'application/json', noStore: false };
  }
  if (proof.scheme === 'none') return aProblem(401, 'token_missing');
  if (!isOwn(request)) return aProblem(401, 'token_rejected');
  const [field] = Object.keys(query);
  if (field !== undefined) return fieldRefused(field);
  return connector === 'probe' ? { status: 200, body: LOGIN } : aProblem(403, 'not_allowed');
}

export interface Probed {
  readonly results: readonly ProbeResult[];
  readonly requests: readonly ProbeRequest[];
}

/** Runs the prober against answers, of which some may be broken. */
export async function probe(
  answer: (request: ProbeRequest) => RawAnswer | Error,
  more: Partial<ProbePorts> = {},
  call: Call = aCall(),
): Promise<Probed> {
  const requests: ProbeRequest[] = [];
  const ask = async (request: ProbeRequest) => {
    requests.push(request);
    const answered = answer(request);
    if (answered instanceof Error) throw answered;
    return toAnswer(answered);
  };
  const results = await runProbe({ ask, report: () => undefined, ...more }, TARGET, call);
  return { results, requests };
}

/** The checks that did not pass, with their outcome and why. */
export function notPassed({ results }: Probed) {
  return results
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ check, outcome, detail }) => [check, outcome, detail]);
}
