import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as ecr from '@aws-sdk/client-ecr';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const { functionOptions } = await import(resolve('build/options.mjs'));
const { KEPT, withoutUnusedErrors } = await import(resolve('build/unused-errors.mjs'));

const folder = mkdtempSync(join(tmpdir(), 'portunus-errors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The clients as functions have them. */
async function built(): Promise<{ dynamoDb: typeof dynamoDb; ecr: typeof ecr }> {
  const entry = join(folder, 'entry.ts');
  const clients = ['dynamodb', 'ecr'].map((name) => JSON.stringify(resolve(`node_modules/@aws-sdk/client-${name}`)));
  writeFileSync(entry, `export * as dynamoDb from ${clients[0]}; export * as ecr from ${clients[1]};`);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await build({ ...functionOptions({ entry }, folder), sourcemap: false, metafile: false });
  return import(pathToFileURL(join(folder, 'entry.js')).href);
}

/** An AWS that answers each request alike. */
function answering(statusCode: number, body: object) {
  let requests = 0;
  const handle = async () => {
    requests += 1;
    return { response: { statusCode, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(body))]) } };
  };
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
  return {
    config: { region: 'eu-west-1', credentials, maxAttempts: 2, requestHandler: { handle } as never },
    requests: () => requests,
  };
}

async function failureOf(clients: Awaited<ReturnType<typeof built>>, service: 'dynamoDb' | 'ecr', body: object) {
  const { config, requests } = answering(400, body);
  const Key = { id: { S: 'a' } };
  const sent =
    service === 'ecr'
      ? new clients.ecr.ECRClient(config).send(new clients.ecr.GetAuthorizationTokenCommand({}))
      : new clients.dynamoDb.DynamoDBClient(config).send(
          new clients.dynamoDb.DeleteItemCommand({ TableName: 'table', Key }),
        );
  const error = await sent.then(
    () => undefined,
    (thrown) => thrown,
  );
  const { name, message, Item, CancellationReasons, $metadata } = error;
  return { name, message, Item, CancellationReasons, status: $metadata.httpStatusCode, requests: requests() };
}

describe('an error of AWS in a function', async () => {
  const ours = await built();

  it.each([
    ['ecr', 'InvalidParameterException', {}, 1],
    ['ecr', 'LimitExceededException', {}, 2],
    ['dynamoDb', 'ResourceNotFoundException', {}, 1],
    ['dynamoDb', 'ProvisionedThroughputExceededException', {}, 2],
    ['dynamoDb', 'TransactionInProgressException', {}, 2],
    ['dynamoDb', 'ReplicatedWriteConflictException', {}, 2],
    ['dynamoDb', 'ConditionalCheckFailedException', { Item: { id: { S: 'a' } } }, 1],
    ['dynamoDb', 'TransactionCanceledException', { CancellationReasons: [{ Code: 'None' }] }, 1],
    ['dynamoDb', 'AnErrorOfTomorrow', {}, 1],
  ] as const)(
    'of %s has its name, message and fields, and is tried again as by the SDK: %s',
    async (service, name, fields, requests) => {
      const body = { __type: `com.amazonaws#${name}`, message: 'the message', ...fields };
      const found = await failureOf(ours, service, body);
      expect(found).toMatchObject({ name, message: 'the message', ...fields, status: 400, requests });
      expect(found).toEqual(await failureOf({ dynamoDb, ecr }, service, body));
    },
  );

  it('is of its class where our code asks for that', async () => {
    const { config } = answering(400, { __type: 'com.amazonaws.dynamodb#ConditionalCheckFailedException' });
    const client = new ours.dynamoDb.DynamoDBClient(config);
    const sent = client.send(new ours.dynamoDb.DeleteItemCommand({ TableName: 'table', Key: { id: { S: 'a' } } }));
    await expect(sent).rejects.toBeInstanceOf(ours.dynamoDb.ConditionalCheckFailedException);
  });
});

describe('the classes of errors that are kept', () => {
  // A release of the SDK that names them otherwise would bring all of them back.
  it.each([
    [
      'dynamodb',
      [
        'ConditionalCheckFailedException',
        'DynamoDBServiceException',
        'ReplicatedWriteConflictException',
        'TransactionCanceledException',
        'TransactionConflictException',
      ],
    ],
    ['ecr', ['ECRServiceException']],
  ])('are these alone of %s', (client, names) => {
    const path = `node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`;
    const kept: string = withoutUnusedErrors(readFileSync(path, 'utf8'), path);
    expect([...kept.matchAll(/registerError\((\w+)\$,/g)].map(([, name]) => name).sort()).toEqual(names);
  });

  it.each(['dynamodb', 'ecr'])('include those of %s that the SDK tries again because of their class', (client) => {
    const code = readFileSync(`node_modules/@aws-sdk/client-${client}/dist-es/models/errors.js`, 'utf8');
    const classes = code.split(/^export class /m).filter((text) => text.includes('$retryable'));
    expect(classes.map((text) => text.split(' ')[0] ?? '').filter((name) => !KEPT.test(name))).toEqual([]);
  });

  it('include those that functions import', () => {
    const files = ['functions', 'shared'].flatMap((at) =>
      readdirSync(at, { recursive: true, encoding: 'utf8' }).map((file) => join(at, file)),
    );
    const imports = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(file, 'utf8').matchAll(/^import \{([^}]*)\} from '@aws-sdk\/client-(?:dynamodb|ecr)'/gm),
      ])
      .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
    const errors = imports.filter((name) => /(?:Exception|Error|Exceeded)$/.test(name));
    expect(errors).toContain('ConditionalCheckFailedException');
    expect(errors.filter((name) => !KEPT.test(name))).toEqual([]);
  });
});
