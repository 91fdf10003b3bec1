import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf, kilobytes, loadedAtStart, type Output, outputsOf } from '../support/metafile.ts';

const FUNCTIONS = readdirSync('functions').filter((name) => name !== 'common');

/** Returns the files of packages and of ours that have code in these outputs. */
function inputsOf(outputs: readonly Output[]): readonly string[] {
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}

/** The SDK's clients that a function loads before its first request. The others wait for a request that needs them. */
const CLIENTS_AT_START: Readonly<Record<string, readonly string[]>> = {
  admin: ['dynamodb'],
  archive: ['dynamodb', 'eventbridge', 's3'],
  console: [],
  digest: ['kms', 's3'],
  // Nearly every new environment begins with a login, which needs all three.
  issue: ['dynamodb', 'ecr', 'sts'],
  probe: ['sts'],
  read: ['dynamodb'],
  'refresh-deliver': ['dynamodb', 'ecr', 'secrets-manager', 'ssm', 'sts'],
  'refresh-dispatch': ['dynamodb', 'sqs'],
  'rotate-keys': ['dynamodb', 'iam', 'secrets-manager', 'sts'],
  status: [],
  verify: ['codeartifact', 'dynamodb', 'ecr', 'ecr-public', 'iam', 'secrets-manager', 'sts'],
};

function clientsAtStart(name: string): readonly string[] {
  const inputs = inputsOf(loadedAtStart(name));
  const clients = inputs.flatMap((path) => /node_modules\/@aws-sdk\/client-([a-z0-9-]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(clients)].sort();
}

describe.each(FUNCTIONS)('the build of %s', (name) => {
  // Not even Node's own: an import of node:http loads undici, and takes ten times as long (build/builtin-modules.mjs).
  it('imports nothing but its own files', () => {
    const outputs = outputsOf(name);
    const imports = Object.values(outputs).flatMap((output) => output.imports);
    expect(outputs).toHaveProperty([`dist/${name}/handler.js`]);
    expect(imports.filter(({ external }) => external).map(({ path }) => path)).toEqual([]);
  });

  // Each further file takes half a millisecond of a start (build/one-start.mjs).
  it('loads at start its handler, and one file of all else', () => {
    expect(loadedAtStart(name).length).toBeLessThanOrEqual(2);
  });

  it('has no file for a module of Node', () => {
    const files = Object.keys(outputsOf(name));
    expect(files.filter((file) => file.includes('/node_'))).toEqual([]);
  });

  it('loads at start the clients that it is meant to, and no other', () => {
    expect(clientsAtStart(name)).toEqual(CLIENTS_AT_START[name]);
  });

  it('has no source of credentials and settings but the environment, and nothing else that it can not use', () => {
    const inputs = inputsOf(Object.values(outputsOf(name)));
    const unused =
      /credential-provider-(?!env\/)|token-providers|nested-clients|endpoint-(?:discovery|cache)\/|mnemonist|bowser|shared-ini-file-loader|event-?streams?\//;
    expect(inputs.filter((path) => path.includes('node_modules/') && unused.test(path))).toEqual([]);
  });

  it('has of a package.json of the SDK the version alone', () => {
    const inputs = Object.values(outputsOf(name)).flatMap((output) => Object.entries(output.inputs));
    const large = inputs.filter(([path, { bytesInOutput }]) => path.endsWith('/package.json') && bytesInOutput > 100);
    expect(large).toEqual([]);
  });
});

/** In KB. What a change adds to it, every new environment loads, so it should be meant. */
const MOST_KB: Readonly<Record<string, { readonly atStart: number; readonly inAll: number }>> = {
  issue: { atStart: 405, inAll: 495 },
  read: { atStart: 335, inAll: 700 },
};

describe.each(Object.entries(MOST_KB))('the size of %s', (name, { atStart, inAll }) => {
  it(`is at most ${atStart} KB at start`, () => {
    expect(kilobytes(loadedAtStart(name))).toBeGreaterThan(100);
    expect(kilobytes(loadedAtStart(name))).toBeLessThanOrEqual(atStart);
  });

  it(`is at most ${inAll} KB in all`, () => {
    expect(kilobytes(codeOf(name))).toBeLessThanOrEqual(inAll);
  });
});

describe('the build of issue', () => {
  // The SDK has one file that does something when it is loaded. It gives endpoint rules AWS's own functions.
  it('has the file of the SDK that works by being loaded, which an index file names', () => {
    const inputs = inputsOf(loadedAtStart('issue'));
    expect(inputs.filter((path) => path.endsWith('/util-endpoints/aws.js'))).toHaveLength(1);
  });

  it("has no class of ECR's errors, because no code looks for one", () => {
    const inputs = inputsOf(loadedAtStart('issue'));
    expect(inputs.filter((path) => path.endsWith('/client-ecr/dist-es/models/errors.js'))).toEqual([]);
  });

  it('uses each stand-in for a part of the SDK', () => {
    const inputs = Object.values(outputsOf('issue')).flatMap((output) => Object.keys(output.inputs));
    const standIns = readdirSync('build/sdk').map((file) => `build/sdk/${file}`);
    expect(standIns.filter((file) => !inputs.includes(file))).toEqual([]);
  });

  // They come with an index file of the SDK, if imports lead through it (build/direct-imports.mjs).
  it('loads at start no protocol that DynamoDB, STS and ECR do not speak', () => {
    const inputs = inputsOf(loadedAtStart('issue'));
    expect(inputs.filter((path) => /RestJson|HttpBindingProtocol|cbor|event-?stream/i.test(path))).toEqual([]);
  });
});

describe('the build of read', () => {
  it('loads DynamoDB at start, and no protocol or format of other clients', () => {
    const inputs = inputsOf(loadedAtStart('read'));
    expect(inputs.some((path) => path.endsWith('/json/AwsJson1_0Protocol.js'))).toBe(true);
    expect(inputs.filter((path) => /xml|query\/|RestJson|HttpBindingProtocol|cbor|event-?stream/i.test(path))).toEqual(
      [],
    );
  });
});
