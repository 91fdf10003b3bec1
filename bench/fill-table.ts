import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

const WRITERS = 8;
const BATCH = 25;

/** Writes the items of all numbers from `first` to before `end`. */
export async function fillTable(
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
  itemOf: (index: number) => Record<string, AttributeValue>,
  first: number,
  end: number,
): Promise<void> {
  let next = first;
  const write = async () => {
    while (next < end) {
      const from = next;
      next += BATCH;
      const indexes = Array.from({ length: Math.min(BATCH, end - from) }, (_, index) => from + index);
      let left = indexes.map((index) => ({ PutRequest: { Item: itemOf(index) } }));
      while (left.length > 0) {
        const sent = new BatchWriteItemCommand({ RequestItems: { [tableName]: left } });
        left = ((await client.send(sent)).UnprocessedItems?.[tableName] ?? []) as typeof left;
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}
