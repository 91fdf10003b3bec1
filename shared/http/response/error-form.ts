import { clip } from '../../domain/bounds.ts';
import type { PortunusError } from '../../domain/errors.ts';
import { isFormatName } from '../../domain/format-name.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { formats } from '../../formats/index.ts';
import type { HttpEvent, HttpResponse } from '../event.ts';
import { acceptedFormat } from '../request/decide-format.ts';
import { problemOf, problemResponse } from './problem.ts';

/**
 * The response to a refused request. If the requested format has its own form for refusals, that is used, so that a
 * shell that evaluates the response does not run a problem (RFC 9457). All other requests get the problem.
 */
export function errorResponse(
  error: PortunusError,
  event: HttpEvent | undefined,
  requestId: string,
  random: number,
): HttpResponse {
  const problem = problemResponse(error, requestId, random);
  const format = formatAskedFor(event);
  const failure = isFormatName(format) ? formats[format].failure : undefined;
  if (failure === undefined) return problem;
  const { contentType, body } = failure({ code: error.code, sentence: sentenceOf(problemOf(error, requestId)) });
  return { ...problem, headers: { ...problem.headers, 'content-type': contentType }, body };
}

type Problem = ReturnType<typeof problemOf>;

/** Escaping can turn one character into four, so the sentence is cut to keep the response small. */
const MAX_SENTENCE = 1_500;

/** The refusal as one line for people: what is wrong, in which fields, and what to report to the operator. */
function sentenceOf({ title, detail, code, requestId, errors = [], moreErrors }: Problem): string {
  const faults = errors.map((fault) => ` ${ended(`${fault.field} ${fault.detail}`)}`).join('');
  const more = moreErrors === undefined ? '' : ` And ${moreErrors} more.`;
  return `${clip(`${title}: ${detail}${faults}`, MAX_SENTENCE)}${more} (${code}, request ${requestId})`;
}

function ended(sentence: string): string {
  return /[.?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** The refused request may be malformed, so every part of it is checked before use. */
function formatAskedFor(event: HttpEvent | undefined): string {
  const query: unknown = event?.queryStringParameters;
  const named = (isJsonObject(query) ? query.format : undefined) ?? formatInBody(event);
  const headers: unknown = event?.headers;
  const accepted = isJsonObject(headers) ? acceptedFormat(headers.accept) : undefined;
  return typeof named === 'string' ? named : (accepted ?? 'json');
}

/** A longer body is not parsed: every route refuses it. */
const MAX_BODY_CHARACTERS = 200_000;

/**
 * Only these routes take the response's format from the body. The `format` of a definition is not that of the response.
 */
function isForLogins(event: HttpEvent | undefined): boolean {
  return typeof event?.routeKey === 'string' && event.routeKey.endsWith('/credentials');
}

function formatInBody(event: HttpEvent | undefined): unknown {
  const body: unknown = event?.body;
  if (!isForLogins(event) || typeof body !== 'string' || body.length > MAX_BODY_CHARACTERS) return undefined;
  try {
    const text = event?.isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body;
    const written: unknown = JSON.parse(text);
    return isJsonObject(written) ? written.format : undefined;
  } catch {
    return undefined;
  }
}
