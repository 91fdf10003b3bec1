import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { noteCommand } from './aws-errors.ts';

interface TableInput {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly { readonly Put?: { readonly TableName?: string } }[];
}

/** Adds the command, the table and the region to each error of the client. AWS's own errors do not contain them. */
export function noteCommands(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const { TableName, RequestItems = {}, TransactItems = [] } = args.input as TableInput;
          const region = await client.config.region().catch(() => undefined);
          noteCommand(error, {
            action: `dynamodb:${commandName.replace(/Command$/, '')}`,
            table: TableName ?? Object.keys(RequestItems)[0] ?? TransactItems[0]?.Put?.TableName,
            region,
          });
          throw error;
        }
      },
    { step: 'initialize', name: 'noteCommands' },
  );
  return client;
}
