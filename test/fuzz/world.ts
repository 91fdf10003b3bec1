// What a fuzz run goes against: the built handlers on the embedded AWS, with secrets that must show up nowhere.
import { randomUUID } from 'node:crypto';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EXECUTION_ROLE, type LocalAws, startLocalAws } from '../../local/start-local-aws.ts';
import { loadBuilt } from '../support/built-handler.ts';
import { mintTokens, type PoolToken } from './tokens.ts';

/** The functions that the gateway hands a stranger's requests to. */
export const FUNCTIONS = ['issue', 'read', 'status', 'admin', 'verify', 'rotate-keys'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

interface Answered {
  readonly requestId: string;
  readonly answer: unknown;
  readonly thrown?: unknown;
}

export interface World {
  readonly aws: LocalAws;
  readonly tokens: readonly PoolToken[];
  readonly invoke: (name: FunctionName, event: unknown) => Promise<Answered>;
  /** What was logged since it was asked for last. */
  readonly takeLog: () => string;
  /** What may stand in no answer and no log at all. */
  readonly canaries: readonly string[];
  readonly stop: () => Promise<void>;
}

const TableName = 'portunus-local-definitions';
const CANARY = 'canary-5c1f0b7e';

const PACKAGE_REGIONS = ['eu-west-1', 'eu-central-1'];
const PACKAGE_REPOSITORIES = ['releases', 'staging'];

/** Connectors beside the sample's, for whom a token or role may be good or not. */
const MORE = [
  {
    id: 'iam-images',
    // Without it a region that is none, but has the form of one, is ECR's to refuse: a 502 that is the caller's doing.
    regions: ['eu-west-1', 'eu-central-1'],
    roleArn: 'arn:aws:iam::123456789012:role/portunus/iam-images',
    grants: [{ iamRole: 'arn:aws:iam::123456789012:role/build-agents' }],
  },
  {
    id: 'once-images',
    oneTimeTokens: true,
    regions: ['eu-west-1', 'eu-central-1'],
    roleArn: 'arn:aws:iam::123456789012:role/portunus/once-images',
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
  },
  {
    id: 'limited-images',
    rateLimit: { requests: 20, perSeconds: 86_400 },
    regions: ['eu-west-1', 'eu-central-1'],
    roleArn: 'arn:aws:iam::123456789012:role/portunus/limited-images',
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269', '23096959'] } }],
  },
  {
    id: 'claims-images',
    regions: ['eu-west-1', 'eu-central-1'],
    roleArn: 'arn:aws:iam::123456789012:role/portunus/claims-{repository_id}',
    repositories: ['{repository}', '{repository}/*'],
    grants: [{ issuer: 'demo-ci', claims: { repository_owner_id: ['9919'], repository: ['*/*'] } }],
  },
  {
    id: 'narrowed-images',
    regions: ['eu-west-1', 'eu-central-1'],
    roleArn: 'arn:aws:iam::123456789012:role/portunus/narrowed-images',
    grants: [
      { issuer: 'demo-ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/main'] } },
      {
        issuer: 'demo-ci',
        claims: { repository_id: ['1296269'] },
        ...{ access: 'pull', repositories: ['shop/*'], regions: ['eu-west-1'], registries: ['123456789012'] },
        maxDurationSeconds: 900,
      },
    ],
  },
  {
    id: 'shop-packages',
    serves: ['codeartifact'],
    regions: PACKAGE_REGIONS,
    codeartifact: { domains: ['shop'], repositories: PACKAGE_REPOSITORIES },
    roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-packages',
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
  },
  {
    id: 'disabled-images',
    enabled: false,
    name: `${CANARY} name`,
    roleArn: `arn:aws:iam::123456789012:role/portunus/${CANARY}`,
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
  },
  {
    id: 'people-images',
    systemScope: false,
    name: `${CANARY} people`,
    roleArn: `arn:aws:iam::123456789012:role/portunus/${CANARY}-people`,
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
  },
];

/** Of the pool's tokens, those that can be part of a role's name: a role that is missing would be AWS's refusal. */
const CLAIMED_IDS = ['1296269', '23096959', '77001234', 'constructor'];

async function defineMore({ dynamoDb, standIn }: LocalAws): Promise<void> {
  for (const one of MORE) {
    const shared = { account: 'build', principalType: 'assumed-role', region: 'eu-west-1', systemScope: true };
    const externalId = `${CANARY}-external-id-of-${one.id}`;
    const minReader = { N: '4' };
    const definition = JSON.stringify({ ...shared, externalId, ...one });
    const Item = { kind: { S: 'connector' }, id: { S: one.id }, schema: { N: '1' }, version: { N: '1' }, minReader };
    await dynamoDb.send(new PutItemCommand({ TableName, Item: { ...Item, definition: { S: definition } } }));
    const trustedPrincipals = ['arn:aws:iam::111122223333:role/portunus-dev-eu-west-1-issue'];
    const arns = CLAIMED_IDS.map((claimed) => one.roleArn.replace('{repository_id}', claimed));
    for (const arn of new Set(arns)) standIn.putRole({ arn, trustedPrincipals, externalId, ecr: true });
  }
  for (const region of PACKAGE_REGIONS) {
    for (const name of PACKAGE_REPOSITORIES) {
      standIn.putPackageRepository({ arn: `arn:aws:codeartifact:${region}:123456789012:repository/shop/${name}` });
    }
  }
}

/** The external IDs of all connectors, those that the set-up made up too. */
async function externalIds({ dynamoDb }: LocalAws): Promise<readonly string[]> {
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': { S: 'connector' } },
    }),
  );
  return Items.map(({ definition }) => JSON.parse(definition?.S ?? '').externalId);
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

export async function startWorld(): Promise<World> {
  const aws = await startLocalAws({ port: 0 });
  await defineMore(aws);
  for (const name of Object.keys(process.env)) if (/^(AWS|PORTUNUS)_/.test(name)) delete process.env[name];
  Object.assign(process.env, aws.environment);
  const handlers = {
    issue: await loadBuilt<Handler>('issue'),
    read: await loadBuilt<Handler>('read'),
    status: await loadBuilt<Handler>('status'),
    admin: await loadBuilt<Handler>('admin'),
    verify: await loadBuilt<Handler>('verify'),
    'rotate-keys': await loadBuilt<Handler>('rotate-keys'),
  };
  const running = new Set<Promise<unknown>>();
  let lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"level":')) return write(chunk, ...rest);
    lines.push(chunk);
    return true;
  }) as typeof process.stdout.write;
  return {
    aws,
    tokens: await mintTokens(aws.issuer),
    invoke: async (name, event) => {
      const requestId = randomUUID();
      const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => 15_000 };
      const answering = handlers[name](event, context);
      running.add(answering);
      try {
        return { requestId, answer: await answering };
      } catch (thrown) {
        return { requestId, answer: undefined, thrown };
      } finally {
        running.delete(answering);
      }
    },
    takeLog: () => {
      const text = lines.join('');
      lines = [];
      return text;
    },
    canaries: [CANARY, EXECUTION_ROLE.secretAccessKey, EXECUTION_ROLE.sessionToken, ...(await externalIds(aws))],
    stop: async () => {
      // A run that is over by time leaves events on the way, which still want their table.
      await Promise.allSettled(running);
      process.stdout.write = write;
      await aws.stop();
    },
  };
}
