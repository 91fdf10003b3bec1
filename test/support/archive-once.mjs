// One invocation of the built archive function, with the event of the first argument: in a process that can be killed.
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL('dist/archive/handler.js').href);
const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30_000 };
const { batchItemFailures } = await handler(JSON.parse(process.argv[2]), context);
process.exit(batchItemFailures.length);
