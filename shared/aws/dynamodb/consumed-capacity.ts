/** Asks DynamoDB to say what a call cost: the one thing that every answer of it then holds. */
export const ANSWERED = { ReturnConsumedCapacity: 'TOTAL' } as const;

/**
 * Throws for an answer that DynamoDB did not give. The SDK resolves for any 200, an empty one from something on the
 * way included: then a read would find nothing, and a write would count as done.
 */
export function assertAnswered(answer: { readonly ConsumedCapacity?: unknown }): void {
  if (answer.ConsumedCapacity === undefined) throw new TypeError('no answer of DynamoDB');
}
