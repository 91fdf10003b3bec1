import { invalidRequest, PortunusError } from '../../domain/errors.ts';
import {
  FORMATS,
  type FormatName,
  formatsOf,
  type Hosts,
  hostsFault,
  type Issuable,
  MIN_CONTAINER_SECONDS,
  rulesOfFormat,
} from '../../domain/format-name.ts';
import { didYouMean } from '../../domain/parse.ts';

interface Written {
  readonly format?: string;
  readonly namespace?: string;
  readonly registryIds?: readonly string[];
  readonly durationSeconds?: number;
  readonly hosts?: Hosts;
}

/**
 * The response format: the one that the request names, or else one that its `Accept` header allows, or else JSON.
 * Throws `format_unknown` with the list of formats, and `invalid_request` for parameters that have no meaning in the
 * format.
 */
export function decideFormat(written: Written, accept: unknown, issuable: Issuable): FormatName {
  const format = decideAmong(formatsOf(issuable), written.format, accept);
  const { namespaced, single } = rulesOfFormat(format);
  const { namespace, registryIds = [], durationSeconds, hosts } = written;
  const refuse = (field: string, detail: string) => invalidRequest([{ field, detail }]);
  if (namespace !== undefined && !namespaced.includes(issuable)) {
    throw refuse('namespace', `is not taken by the format ${format}, which generates no such names`);
  }
  if (single === true && registryIds.length > 1) {
    throw refuse('registryIds', `must name one registry for the format ${format}`);
  }
  const notHeld = hostsFault(hosts, format);
  if (notHeld !== undefined) throw refuse('hosts', notHeld);
  if (format === 'container' && durationSeconds !== undefined && durationSeconds < MIN_CONTAINER_SECONDS) {
    throw refuse('durationSeconds', `must be at least ${MIN_CONTAINER_SECONDS} for the format container`);
  }
  return format;
}

/** Accepts only JSON, for responses that have no other format. Throws `format_unknown`. */
export function assertJson(named: string | undefined, accept: unknown): 'json' {
  return decideAmong(['json'], named, accept);
}

function decideAmong<F extends FormatName>(known: readonly F[], named: string | undefined, accept: unknown): F {
  const wanted = named ?? acceptedFormat(accept, known);
  const format = known.find((name) => name === wanted);
  if (format !== undefined) return format;
  const detail = `must be one of ${known.join(', ')}${didYouMean(named, known)}`;
  throw new PortunusError('format_unknown', 'request', { errors: [{ field: 'format', detail }] });
}

const OWN_MEDIA_TYPE = /^application\/vnd\.portunus\.([a-z-]+)$/;
const JSON_RANGES = ['application/json', 'application/*', '*/*'];

/**
 * The format with the highest weight in an `Accept` header (RFC 9110 section 12.5.1), or `undefined` if none is known.
 * JSON if there is no header.
 */
export function acceptedFormat(accept: unknown, known: readonly string[] = Object.keys(FORMATS)): string | undefined {
  if (typeof accept !== 'string' || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(readRange);
  const wanted = ranges.filter(({ weight }) => weight > 0).toSorted((one, other) => other.weight - one.weight);
  return wanted.map(({ type }) => formatOfType(type)).find((format) => known.some((name) => name === format));
}

function readRange(text: string): { readonly type: string; readonly weight: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, weight: weight === undefined ? 1 : Number(weight) || 0 };
}

function formatOfType(type: string): string | undefined {
  return JSON_RANGES.includes(type)
    ? 'json'
    : YAML_TYPES.includes(type)
      ? 'kubernetes-secret'
      : OWN_MEDIA_TYPE.exec(type)?.[1];
}

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/** Whether the `Accept` header names a YAML type. Wildcards do not count, so that clients get YAML only on request. */
export function wantsYaml(accept: unknown): boolean {
  return (
    typeof accept === 'string' &&
    accept
      .split(',')
      .map(readRange)
      .some(({ type, weight }) => weight > 0 && YAML_TYPES.includes(type))
  );
}
