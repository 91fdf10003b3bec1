import * as v from 'valibot';
import { AwsAccountId, Region } from '../domain/aws.ts';
import { DefinitionId, notSupported } from '../domain/definition.ts';
import type { EcrLoginParameters, EcrLoginRequest } from '../domain/ecr-login-request.ts';
import { invalidRequest, PortunusError } from '../domain/errors.ts';
import { FORMAT_NAMES, isFormatName } from '../domain/format-name.ts';
import { parseWith } from '../domain/parse.ts';
import { PRINCIPAL_TYPES } from '../domain/principal-type.ts';
import type { HttpEvent } from './event.ts';
import { isPost, readParameters, type WrittenParameters } from './read-parameters.ts';
import { readPresented } from './read-presented.ts';

const { minSeconds, maxSeconds } = PRINCIPAL_TYPES['assumed-role'];

/** ECR takes one to ten registries in a call. */
const RegistryIds = v.pipe(
  v.array(AwsAccountId),
  v.nonEmpty('must not be empty'),
  v.maxLength(10, 'must have at most 10 registries'),
  v.check((ids) => new Set(ids).size === ids.length, 'must not name a registry twice'),
);

const Parameters = v.strictObject({
  connectorId: DefinitionId,
  region: v.exactOptional(Region),
  registryIds: v.exactOptional(RegistryIds),
  durationSeconds: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer('must be a whole number'),
      v.minValue(minSeconds, `must be at least ${minSeconds}`),
      v.maxValue(maxSeconds, `must be at most ${maxSeconds}`),
    ),
  ),
  format: v.optional(v.string(), 'json'),
  roleArn: notSupported,
  repositories: notSupported,
  access: notSupported,
  namespace: notSupported,
  samlAssertion: notSupported,
  mfaSerial: notSupported,
  mfaCode: notSupported,
});

/** From an event of an ECR route to a typed request. */
export const readEcrLoginRequest = (event: HttpEvent): EcrLoginRequest => ({
  presented: readPresented(event),
  parameters: () => toParameters(event.pathParameters?.id, readParameters(event), event),
});

const toParameters = (id: string | undefined, written: WrittenParameters, event: HttpEvent): EcrLoginParameters => {
  if (Object.hasOwn(written, 'connectorId')) {
    throw invalidRequest([{ field: 'connectorId', detail: 'is not a known field' }]);
  }
  const values = isPost(event) ? written : fromQuery(written);
  const parsed = parseWith(Parameters, { ...values, connectorId: id }, 'body');
  // In the path the field is called id.
  if (!parsed.ok) {
    throw invalidRequest(parsed.errors.map((e) => (e.field === 'connectorId' ? { ...e, field: 'id' } : e)));
  }
  const { format } = parsed.value;
  if (isFormatName(format)) return { ...parsed.value, format };
  const detail = `must be one of ${FORMAT_NAMES.join(', ')}`;
  throw new PortunusError('format_unknown', 'request', { errors: [{ field: 'format', detail }] });
};

/** Query values are texts: lists come repeated (joined by the gateway) or comma-separated, numbers in decimal. */
const fromQuery = (query: WrittenParameters): WrittenParameters =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'string' ? fromQueryText(name, value) : value,
    ]),
  );

const fromQueryText = (name: string, text: string): unknown => {
  if (name === 'registryIds') return text.split(',');
  return name === 'durationSeconds' && /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
};
