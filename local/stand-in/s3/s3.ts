import type { Call, Perform, Service } from '../core/service.ts';
import { element, text } from '../http/query.ts';
import { deleteObject } from './delete-object.ts';
import { getObject } from './get-object.ts';
import { listObjectsV2, listObjectVersions } from './list-objects.ts';
import { putObject } from './put-object.ts';
import { notImplemented, readAction } from './read-call.ts';

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  ['GetObject', getObject],
  ['HeadObject', getObject],
  ['PutObject', putObject],
  ['DeleteObject', deleteObject],
  ['ListObjectsV2', listObjectsV2],
  ['ListObjectVersions', listObjectVersions],
]);

/** S3 in path style, for whole objects in buckets that keep versions. Buckets are provisioned in code. */
export const s3: Service = {
  name: 's3',
  contentType: 'application/xml',
  readAction,
  perform: (call) => {
    const perform = ACTIONS.get(call.action);
    if (perform === undefined) throw notImplemented(call.action);
    return perform(call);
  },
  renderError: ({ code, message }, requestId) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', text('Code', code), text('Message', message), text('RequestId', requestId))}`,
  withoutCredentials: (document) => document,
};
