import type { PortunusError } from '../domain/errors.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import { acceptedFormat } from './decide-format.ts';
import type { HttpEvent, HttpResponse } from './event.ts';
import { problemOf, problemResponse } from './problem.ts';

/** Consumers whose protocol has an error form of its own get that one; everybody else gets a problem (RFC 9457). */
export const errorResponse = (
  error: PortunusError,
  event: HttpEvent | undefined,
  requestId: string,
  random: number,
): HttpResponse => {
  const problem = problemResponse(error, requestId, random);
  const format = formatAskedFor(event);
  const form = Object.hasOwn(OWN_FORMS, format) ? OWN_FORMS[format] : undefined;
  if (form === undefined) return problem;
  const { contentType, body } = form(problemOf(error, requestId));
  return { ...problem, headers: { ...problem.headers, 'content-type': contentType }, body };
};

type Problem = ReturnType<typeof problemOf>;

/** One line for people: what is wrong, with which field, and what to tell the operator. */
const sentenceOf = ({ title, detail, code, requestId, errors = [] }: Problem): string => {
  const faults = errors.map((fault) => ` ${fault.field} ${fault.detail}.`).join('');
  return `${title}: ${detail}${faults} (${code}, request ${requestId})`;
};

const OWN_FORMS: Readonly<Record<string, (problem: Problem) => { contentType: string; body: string }>> = {
  /** docker prints what the helper printed, when it ends with 1 (docker-credential-helpers). */
  'docker-credential': (problem) => ({
    contentType: 'text/plain; charset=utf-8',
    body: `Portunus: ${sentenceOf(problem)}\n`,
  }),
  /** AWS SDKs read these two from a container credentials endpoint. */
  container: (problem) => ({
    contentType: 'application/json',
    body: JSON.stringify({ Code: problem.code, Message: sentenceOf(problem) }),
  }),
};

/** Both are asked for by GET; the request may be at fault itself, so nothing of it is taken for granted. */
const formatAskedFor = (event: HttpEvent | undefined): string => {
  const query: unknown = event?.queryStringParameters;
  const named: unknown = isJsonObject(query) ? query.format : undefined;
  const headers: unknown = event?.headers;
  const accepted = isJsonObject(headers) ? acceptedFormat(headers.accept) : undefined;
  return typeof named === 'string' ? named : (accepted ?? 'json');
};
