// The baseline for cold starts: a handler that creates the same clients and does nothing.
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const clients = [new DynamoDBClient({}), new STSClient({}), new ECRClient({})];
const commands = [GetItemCommand, PutItemCommand, AssumeRoleCommand, GetAuthorizationTokenCommand];

export async function handler() {
  return { statusCode: 200, body: String(clients.length + commands.length) };
}
