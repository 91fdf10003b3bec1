export { createPortunusClient, type PortunusClient, type PortunusClientOptions } from './client.ts';
export { type Position, pagesOf } from './pages.ts';
export { type Answer, dataOf, PortunusError, type Problem } from './problem.ts';
export type { components, operations, paths } from './schema.ts';
