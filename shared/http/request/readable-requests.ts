import * as v from 'valibot';
import { Hosts, isFormatName, Namespace } from '../../domain/format-name.ts';
import type { IssueAction, LoginParameters } from '../../domain/issue-request.ts';
import { isLoginService, LOGIN_SERVICES } from '../../domain/login-service.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { connectorNamedBy, type HttpEvent } from '../event.ts';
import { MAX_LOGINS } from './read-batch-request.ts';
import { fromQuery, LOGIN_FIELDS } from './read-issue-request.ts';
import { isPost, readParameters, type WrittenParameters } from './read-parameters.ts';

/** What can be read of an invalid request. It is for the audit record only, and nothing may be decided by it. */
export interface ReadableRequest {
  readonly action: IssueAction;
  /** The index of an item of a batch. */
  readonly item?: number;
  readonly parameters: Partial<LoginParameters>;
}

const FIELDS = {
  ...LOGIN_FIELDS,
  namespace: Namespace,
  hosts: Hosts,
  format: v.custom<LoginParameters['format']>((value) => typeof value === 'string' && isFormatName(value)),
};

/** Reads an invalid request for one login, field by field. What has a fault is left out. */
export function readableRequest(event: HttpEvent, action: IssueAction): ReadableRequest {
  const written = writtenIn(event);
  const parameters = readableFields(isPost(event) ? written : fromQuery(written));
  const connectorId = connectorNamedBy(event);
  const { connectorId: _misplaced, ...rest } = parameters;
  return { action, parameters: { ...(connectorId !== undefined && { connectorId }), ...rest } };
}

/**
 * Reads the items of an invalid batch that name a connector, so that each connector's records tell of it. Returns one
 * request without parameters if there is none.
 */
export function readableBatch(event: HttpEvent): readonly ReadableRequest[] {
  const { requests } = writtenIn(event);
  const items: readonly unknown[] = Array.isArray(requests) ? requests.slice(0, MAX_LOGINS) : [];
  const readable = items.flatMap((written, item): ReadableRequest[] => {
    if (!isJsonObject(written)) return [];
    const parameters = readableFields(written);
    if (parameters.connectorId === undefined) return [];
    const service = isLoginService(written.service) ? written.service : 'ecr';
    return [{ action: LOGIN_SERVICES[service].action, item, parameters }];
  });
  return readable.length === 0 ? [{ action: 'ecr-login', parameters: {} }] : readable;
}

function writtenIn(event: HttpEvent): WrittenParameters {
  try {
    return readParameters(event);
  } catch {
    // The request is refused for this fault already.
    return {};
  }
}

function readableFields(written: WrittenParameters): Partial<LoginParameters> {
  return Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, schema]) => {
      const parsed = v.safeParse(schema as v.GenericSchema, Object.hasOwn(written, name) ? written[name] : undefined);
      return parsed.success && parsed.output !== undefined ? [[name, parsed.output]] : [];
    }),
  );
}
