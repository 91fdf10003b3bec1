import { createHash } from 'node:crypto';

/** Spreads texts evenly over numbers from 0. */
export const shardOf = (text: string, shards: number): number =>
  createHash('sha256').update(text).digest().readUInt32BE() % shards;
