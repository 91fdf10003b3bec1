// Several logins in one request, and the connectors that they are asked of.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { HttpEvent } from '../../shared/http/event.ts';
import { type Service, sampleEvent } from './service.ts';

const TableName = 'portunus-local-definitions';

/** Puts a copy of the sample's first connector into the table, under another id and with other fields. */
export async function putConnector(
  { aws }: Service,
  id: string,
  overrides: Readonly<Record<string, unknown>>,
): Promise<void> {
  const kind = { S: 'connector' };
  const { Item = {} } = await aws.dynamoDb.send(
    new GetItemCommand({ TableName, Key: { kind, id: { S: 'shop-images' } } }),
  );
  // What is `undefined` here is left out.
  const definition = JSON.stringify({ ...JSON.parse(Item.definition?.S ?? ''), id, ...overrides });
  const copy = { ...Item, id: { S: id }, definition: { S: definition } };
  await aws.dynamoDb.send(new PutItemCommand({ TableName, Item: copy }));
}

/** A POST of the batch route with a token and a body, as text or as a value. */
export function postBatch(token: string | undefined, body: unknown): HttpEvent {
  const { pathParameters: _none, ...event } = sampleEvent('issue/post', token);
  const { authorization: _sample, ...headers } = event.headers;
  return {
    ...event,
    routeKey: 'POST /v1/credentials',
    rawPath: '/v1/credentials',
    headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** The same signed, by a session of the role that the sample event shows. */
export function postSignedBatch(body: unknown): HttpEvent {
  const { requestContext, headers } = sampleEvent('issue/iam');
  const event = postBatch(undefined, body);
  return {
    ...event,
    routeKey: 'POST /iam/v1/credentials',
    rawPath: '/iam/v1/credentials',
    headers: { ...headers, 'content-type': 'application/json' },
    requestContext,
  };
}
