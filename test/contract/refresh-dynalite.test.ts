import { once } from 'node:events';
import dynalite from 'dynalite';
import { describe } from 'vitest';
import { refreshContract } from './refresh.contract.ts';

describe('refresh jobs over dynalite', () => {
  refreshContract(async () => {
    const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return { url: `http://127.0.0.1:${port}`, stop: () => void server.close() };
  });
});
