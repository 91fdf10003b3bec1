// The sample's issuer, but with keys that have to be fetched.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SAMPLE_CLAIMS } from '../../local/demo-issuer.ts';
import type { LocalAws } from '../../local/start-local-aws.ts';
import type { Algorithm } from '../../shared/domain/jwk.ts';
import { base64Url, signedParts, type TestKey } from './tokens.ts';

const TableName = 'portunus-local-definitions';

/** Writes the sample's issuer, or another one like it, with its keys at the address, and with more fields if given. */
export async function publishKeysAt(
  { dynamoDb }: LocalAws,
  jwksUri: string,
  id = 'demo-ci',
  fields: Record<string, unknown> = {},
): Promise<void> {
  const Key = { kind: { S: 'issuer' }, id: { S: 'demo-ci' } };
  const { Item = {} } = await dynamoDb.send(new GetItemCommand({ TableName, Key }));
  const { jwks: _inline, ...rest } = JSON.parse(Item.definition?.S ?? '');
  const url = id === 'demo-ci' ? rest.url : `https://${id}.example`;
  const definition = { S: JSON.stringify({ ...rest, id, url, jwksUri, ...fields }) };
  await dynamoDb.send(new PutItemCommand({ TableName, Item: { ...Item, id: { S: id }, definition } }));
}

/** The sample's token, signed by a key of the test's. */
export function sampleTokenOf(
  key: TestKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> & { readonly alg: Algorithm } = { alg: 'RS256', kid: key.kid },
): string {
  const iat = Math.floor(Date.now() / 1000);
  const issued = { iss: 'https://ci.portunus.example', aud: 'https://portunus.example', iat, exp: iat + 600 };
  const payload = base64Url({ ...issued, ...SAMPLE_CLAIMS, ...claims });
  return signedParts(base64Url(header), payload, key, header.alg);
}
