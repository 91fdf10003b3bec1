import { type RawRequest, singleHeader } from '../core/request.ts';
import type { ServiceName } from '../core/service.ts';
import { signatureError } from './signature-error.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'];
const MAX_SKEW_MS = 5 * 60 * 1000;

interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** The Authorization header, taken apart but not yet believed. */
export interface Authorization {
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readParameters(text: string, service: ServiceName) {
  const parameters = new Map<string, string>();
  for (const part of text.split(',').map((item) => item.trim())) {
    const separator = part.indexOf('=');
    const name = part.slice(0, separator);
    if (separator < 1 || !PARAMETERS.includes(name) || parameters.has(name)) {
      throw signatureError('incomplete', service, `Not a valid key=value pair in Authorization header: '${part}'.`);
    }
    parameters.set(name, part.slice(separator + 1));
  }
  const missing = PARAMETERS.filter((name) => !parameters.get(name));
  if (missing.length > 0) {
    const faults = missing.map((name) => `Authorization header requires '${name}' parameter.`);
    throw signatureError('incomplete', service, faults.join(' '));
  }
  return parameters;
}

function readScope(credential: string, service: ServiceName): CredentialScope {
  const [accessKeyId, date, region, scopedService, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !scopedService || !terminator || rest.length > 0) {
    const message = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term';
    throw signatureError('incomplete', service, `${message}, got '${credential}'`);
  }
  return { accessKeyId, date, region, service: scopedService, terminator };
}

/** Takes the Authorization header apart; throws when it is missing, not of SigV4, or incomplete. */
export function readAuthorization(request: RawRequest, service: ServiceName): Authorization {
  const values = request.headers.get('authorization') ?? [];
  if (!values[0]?.startsWith('AWS4-')) throw signatureError('missing', service);
  if (values.length > 1) throw signatureError('incomplete', service);
  const [algorithm = '', ...rest] = values[0].split(' ');
  if (algorithm !== ALGORITHM) {
    throw signatureError(
      'incomplete',
      service,
      `Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now).`,
    );
  }
  const parameters = readParameters(rest.join(' '), service);
  return {
    scope: readScope(parameters.get('Credential') ?? '', service),
    signedHeaders: (parameters.get('SignedHeaders') ?? '').split(';'),
    signature: parameters.get('Signature') ?? '',
  };
}

function toAmzDate(time: number) {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** The text of X-Amz-Date, once it is known to lie within five minutes of now. */
export function readSigningTime(request: RawRequest, service: ServiceName, now: Date): string {
  const text = singleHeader(request, 'x-amz-date');
  if (text === undefined) {
    const message = `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`;
    throw signatureError('incomplete', service, message);
  }
  const signedAt = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!/^\d{8}T\d{6}Z$/.test(text) || Number.isNaN(signedAt)) {
    throw signatureError('incomplete', service, `Date must be in ISO-8601 'basic format'. Got '${text}'.`);
  }
  const [earliest, latest] = [now.getTime() - MAX_SKEW_MS, now.getTime() + MAX_SKEW_MS];
  const nowText = toAmzDate(now.getTime());
  if (signedAt < earliest) {
    const message = `Signature expired: ${text} is now earlier than ${toAmzDate(earliest)} (${nowText} - 5 min.)`;
    throw signatureError('mismatch', service, message);
  }
  if (signedAt > latest) {
    const message = `Signature not yet current: ${text} is still later than ${toAmzDate(latest)} (${nowText} + 5 min.)`;
    throw signatureError('mismatch', service, message);
  }
  return text;
}
