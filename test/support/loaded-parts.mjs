// Run by Node itself: a handler as in a new environment, one event, and then what was loaded: the names of the built
// parts, and Node's own modules.
import { registerHooks } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

const parts = new Set();
registerHooks({
  load: (url, context, next) => {
    // `public-login-A4DDNEEL.js` is the part that began as public-login.ts; shared pieces have no name of their own.
    const [, part] = /^([a-z-]+)-[A-Z0-9]{8}\.js$/.exec(basename(url)) ?? [];
    if (url.includes('/dist/issue/') && part !== undefined && part !== 'chunk') parts.add(part);
    return next(url, context);
  },
});

process.once('message', async (event) => {
  const { handler } = await import(pathToFileURL('dist/issue/handler.js').href);
  const until = Date.now() + 15_000;
  const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => until - Date.now() };
  const { statusCode } = await handler(event, context);
  process.send({ statusCode, parts: [...parts].sort(), builtins: process.moduleLoadList });
});
