import * as v from 'valibot';
import { Hosts } from '../../domain/format-name.ts';
import type { IssueRequest } from '../../domain/issue-request.ts';
import { LOGIN_SERVICES, type LoginAction, type LoginService, notTakenBy } from '../../domain/login-service.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import { noList, shortArray } from '../../domain/schemas.ts';
import type { HttpEvent } from '../event.ts';
import { assertJson } from './decide-format.ts';
import { tokenOf } from './identified.ts';
import { LOGIN_FIELDS, refused } from './read-issue-request.ts';
import { readParameters } from './read-parameters.ts';

/** The limit counts logins, because one item may name several registries. */
export const MAX_LOGINS = 20;
const TOO_MANY_LOGINS = `must ask for at most ${MAX_LOGINS} logins`;

/** Batches are always JSON, which can list any hosts. */
const FIELDS = { ...LOGIN_FIELDS, hosts: v.exactOptional(Hosts) };

function itemOf<N extends v.GenericSchema>(service: LoginService, name: N) {
  // What is refused has the type of what is taken, so that all items have one.
  const entries: typeof FIELDS = { ...FIELDS, ...refused(notTakenBy(service), `is not taken by ${service}`) };
  return v.strictObject({ ...entries, service: name });
}

const Item = noList(
  v.variant('service', [
    itemOf('ecr', v.exactOptional(v.literal('ecr'), 'ecr')),
    itemOf('ecr-public', v.literal('ecr-public')),
    itemOf('codeartifact', v.literal('codeartifact')),
  ]),
);

type Item = v.InferOutput<typeof Item>;

function loginsOf({ registryIds }: Item): number {
  return registryIds?.length ?? 1;
}

export const Batch = v.strictObject({
  requests: v.pipe(
    // Each item is at least one login, so the limit also bounds the number of items.
    shortArray(Item, MAX_LOGINS, TOO_MANY_LOGINS),
    v.nonEmpty('must not be empty'),
    v.maxLength(MAX_LOGINS, TOO_MANY_LOGINS),
    v.check((items) => items.reduce((logins, item) => logins + loginsOf(item), 0) <= MAX_LOGINS, TOO_MANY_LOGINS),
  ),
  format: v.exactOptional(v.string()),
});

/**
 * Parses a batch request into its login requests, in order. Throws `invalid_request` for the whole batch if any item is
 * invalid.
 */
export function readBatchRequest(event: HttpEvent): readonly IssueRequest<LoginAction>[] {
  const { requests, format } = valid(parseWith(Batch, readParameters(event), 'body'));
  // Only JSON can represent refusals and logins in one response.
  assertJson(format, event.headers?.accept);
  return requests.map(({ service, ...parameters }) => ({
    action: LOGIN_SERVICES[service].action,
    parameters: { ...parameters, format: 'json' },
    proof: tokenOf(event),
  }));
}
