import { clip } from '../../domain/bounds.ts';
import type { PortunusError } from '../../domain/errors.ts';
import { isFormatName } from '../../domain/format-name.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { formats } from '../../formats/index.ts';
import type { HttpEvent, HttpResponse } from '../event.ts';
import { acceptedFormat } from '../request/decide-format.ts';
import { problemOf, problemResponse } from './problem.ts';

/**
 * A refusal in the format that was asked for, where that has a form of its own: what evaluates its answer must not
 * evaluate a problem (RFC 9457), which everybody else gets.
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

/** Quoting makes up to four characters of one. */
const MAX_SENTENCE = 1_500;

/** One line for people: what is wrong, in which field, and what to give the operator. */
function sentenceOf({ title, detail, code, requestId, errors = [], moreErrors }: Problem): string {
  const faults = errors.map((fault) => ` ${ended(`${fault.field} ${fault.detail}`)}`).join('');
  const more = moreErrors === undefined ? '' : ` And ${moreErrors} more.`;
  return `${clip(`${title}: ${detail}${faults}`, MAX_SENTENCE)}${more} (${code}, request ${requestId})`;
}

function ended(sentence: string): string {
  return /[.?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** The request may be at fault itself, so nothing of it is taken for granted. */
function formatAskedFor(event: HttpEvent | undefined): string {
  const query: unknown = event?.queryStringParameters;
  const named = (isJsonObject(query) ? query.format : undefined) ?? formatInBody(event);
  const headers: unknown = event?.headers;
  const accepted = isJsonObject(headers) ? acceptedFormat(headers.accept) : undefined;
  return typeof named === 'string' ? named : (accepted ?? 'json');
}

/** No larger one is read for anything. */
const MAX_BODY_CHARACTERS = 200_000;

/** A definition has a format too, which is not that of the answer. */
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
