import * as v from 'valibot';
import { DEFAULT_LIMIT } from '../../domain/page-limit.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import { toUsageQuery, type UsageQuery, usageFields } from '../../domain/usage-query.ts';
import type { HttpEvent } from '../event.ts';
import { NextToken } from './next-token.ts';
import { Limit } from './read-definition-request.ts';
import { readParameters } from './read-parameters.ts';

const BESIDE_CONNECTOR = 'must not stand beside connector, which is one';

export const UsageParameters = v.pipe(
  v.strictObject({ ...usageFields, limit: Limit, nextToken: v.exactOptional(NextToken) }),
  v.forward(
    v.check(({ connector, limit }) => connector === undefined || limit === undefined, BESIDE_CONNECTOR),
    ['limit'],
  ),
  v.forward(
    v.check(({ connector, nextToken }) => connector === undefined || nextToken === undefined, BESIDE_CONNECTOR),
    ['nextToken'],
  ),
);

/** The usage that is asked for, and the page of it. Throws `invalid_request`. */
export function readUsageRequest(
  event: HttpEvent,
  now: Date,
): UsageQuery & { readonly after?: string; readonly limit: number } {
  const parameters = valid(parseWith(UsageParameters, readParameters(event), 'query'));
  const { limit = DEFAULT_LIMIT, nextToken: after, ...fields } = parameters;
  return { ...toUsageQuery(fields, now), ...(after !== undefined && { after }), limit };
}
