// One invocation of the built rotate-keys, with the event of the first argument: in a process that can be killed.
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL('dist/rotate-keys/handler.js').href);
const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 30_000 };
await handler(JSON.parse(process.argv[2]), context);
process.exit(0);
