import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { HttpEvent, HttpResponse, Route } from '../../shared/http/event.ts';
import { acceptedEncoding, type StoredEncoding } from '../../shared/http/request/accepted-encoding.ts';
import { IMMUTABLE, PAGE_HEADERS } from '../../shared/http/response/page-headers.ts';

const PAGE = 'index.html';
/**
 * Below these, an address that names nothing is an error. Anywhere else it is a page, whose script knows its screens. No
 * script gets to see the code that a provider sends to a redirect URI of another form.
 */
const NO_PAGES = /^(?:assets|api|sign-in|sign-out)(?:\/|$)/;

/**
 * What the browser loads: the page, its scripts and its styles. Every address below /console that names no file is the
 * page, because the console's screens have addresses of their own.
 *
 * @param folder what the build has written: each file compressed, and a table of their names and types. A name of a
 *   request is looked up in that table, and never becomes a path.
 */
export function createStaticRoute(folder: URL): Route {
  const held = new Map<string, Buffer>();
  const read = (name: string): Buffer => {
    const bytes = held.get(name) ?? readFileSync(new URL(name, folder));
    held.set(name, bytes);
    return bytes;
  };
  let types: Readonly<Record<string, string>> | undefined;
  return async (event) => {
    types ??= JSON.parse(read('files.json').toString('utf8')) as Readonly<Record<string, string>>;
    const wanted = event.pathParameters?.proxy ?? '';
    const name = NO_PAGES.test(wanted) ? wanted : PAGE;
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return type === undefined ? NOT_FOUND : toResponse(name, type, read, event);
  };
}

const NOT_FOUND: HttpResponse = {
  statusCode: 404,
  headers: { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' },
  body: 'There is no such file. A newer release may be deployed: load the page anew.\n',
};

function toResponse(name: string, type: string, read: (name: string) => Buffer, { headers }: HttpEvent): HttpResponse {
  const encoding: StoredEncoding | undefined = acceptedEncoding(headers?.['accept-encoding']);
  const bytes = encoding === undefined ? gunzipSync(read(`${name}.gzip`)) : read(`${name}.${encoding}`);
  return {
    statusCode: 200,
    headers: {
      ...PAGE_HEADERS,
      'content-type': type,
      vary: 'accept-encoding',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
      ...(name !== PAGE && { 'cache-control': IMMUTABLE }),
    },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  };
}
