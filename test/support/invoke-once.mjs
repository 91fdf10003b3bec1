// One invocation of a built function, the first argument, with the event on standard input: in a process that can be killed.
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL(resolve('dist', process.argv[2], 'handler.js')).href);
const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 30_000 };
const { statusCode } = await handler(JSON.parse(await text(process.stdin)), context);
process.exit(statusCode === 200 ? 0 : 1);
