// How long the table remembers what must not count twice, where clocks differ.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createConsumeToken } from '../../../../shared/aws/dynamodb/one-time-tokens.ts';
import { createCountRequests } from '../../../../shared/aws/dynamodb/request-counts.ts';
import { aCall } from '../../../support/builders.ts';

function tableOf() {
  const sent: Readonly<Record<string, unknown>>[] = [];
  const send = async ({ input }: { readonly input: Readonly<Record<string, unknown>> }) => {
    sent.push(input);
    return { ConsumedCapacity: {} };
  };
  return { sent, table: { client: { send } as unknown as DynamoDBClient, tableName: 'activity' } };
}

it('a used token is forgotten an hour after its end at the earliest', async () => {
  const { sent, table } = tableOf();
  const token = { issuer: 'ci', tokenId: 'one', expiresAt: new Date('2026-11-21T12:10:00.500Z') };
  expect(await createConsumeToken(table)(token, aCall())).toBe(true);
  expect(sent[0]?.Item).toMatchObject({ expiresAt: { N: '1795266601' } });
});

it('a count is forgotten an hour after its window at the earliest', async () => {
  const { sent, table } = tableOf();
  const window = { startsAt: new Date('2026-11-21T12:00:00Z'), endsAt: new Date('2026-11-21T12:01:00Z') };
  const about = { connectorId: 'shop', issuer: 'ci', subject: 'job', requests: 1 };
  await createCountRequests(table)([{ ...about, limit: { requests: 10, perSeconds: 60 }, window }], aCall());
  expect(sent[0]?.ExpressionAttributeValues).toMatchObject({ ':expiresAt': { N: '1795266060' } });
});
