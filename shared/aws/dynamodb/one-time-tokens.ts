import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { ConsumeToken } from '../../vending/issuing/ports.ts';
import { ITEM_SCHEMA } from './envelope.ts';
import { putOnce } from './put-once.ts';
import type { ActivityTable } from './refresh-state.ts';
import { tableError } from './table.ts';

/**
 * How long a used token is remembered after it expired, in seconds. Time to live goes by DynamoDB's clock, and the
 * token's end by ours.
 */
const REMEMBERED_SECONDS = 3_600;

/**
 * Consumes tokens by a conditional put. An issuer chooses the ids of its tokens, so the key has their hash: an id may
 * be longer than a key, or look like another key.
 */
export function createConsumeToken(table: ActivityTable): ConsumeToken {
  return async ({ issuer, tokenId, expiresAt }, call) => {
    const id = createHash('sha256')
      .update(JSON.stringify([issuer, tokenId]))
      .digest('hex');
    const item = {
      pk: { S: `token#${id}` },
      sk: { S: 'used' },
      schema: { N: String(ITEM_SCHEMA) },
      issuer: { S: issuer },
      usedAt: { S: call.now().toISOString() },
      // If the SDK puts the item again because the answer was lost, this tells our own use from another.
      requestId: { S: call.requestId },
      expiresAt: { N: String(Math.ceil(expiresAt.getTime() / 1000) + REMEMBERED_SECONDS) },
    };
    try {
      await putOnce(table, item, call);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw tableError(error, call, 'connector');
    }
  };
}
