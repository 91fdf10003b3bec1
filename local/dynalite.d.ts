declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An embedded DynamoDB. It keeps everything in memory. */
  export default function dynalite(options?: { readonly createTableMs?: number }): Server;
}
