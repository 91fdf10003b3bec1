// The built functions on the embedded AWS, in this process, with everything that the recorded requests need around them.
import { pathToFileURL } from 'node:url';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type LocalAws, startLocalAws } from '../../local/start-local-aws.ts';
import { aCertificate, startKeyServer, trust } from '../support/key-server.ts';
import { createSamlProvider } from '../support/saml.ts';
import { type Ask, SIGNERS } from './ask.ts';
import { fixClockAndChance } from './fixed.ts';
import { toEvent } from './gateway.ts';
import { provision, SAML_PROVIDER, SAML_ROLE } from './provision.ts';
import { mintTokens } from './tokens.ts';

type Variables = Readonly<Record<string, string>>;

export interface World {
  readonly aws: LocalAws;
  readonly environment: Variables;
  /** A request with its answer, as they are recorded. */
  readonly ask: (ask: Ask) => Promise<object>;
  /** Calls a function in an environment that has just started, with more variables. */
  readonly invoke: (name: string, event: object, more: Variables) => Promise<unknown>;
  /** Puts a connector into the table, whatever it holds. */
  readonly put: (id: string, definition: object) => Promise<void>;
  /** A text as it is recorded: what no two runs have alike stands in it by name. */
  readonly shown: (text: string) => string;
  readonly stop: () => Promise<void>;
}

const SETTINGS = {
  PORTUNUS_ADMIN_ROLES: 'arn:aws:iam::111122223333:role/portunus-admins',
  PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'true',
  PORTUNUS_ALLOW_PROVIDED: 'true',
};

export async function startWorld(): Promise<World> {
  const fixed = fixClockAndChance();
  const aws = await startLocalAws({ port: 0 });
  const environment: Variables = { ...aws.environment, ...SETTINGS };
  const keys = await publishKeys(aws);
  const saml = await createSamlProvider();
  provision(aws, saml.certificate);
  const { load, restore } = takeProcess(environment);
  const tokens = await mintTokens(aws);
  const assertion = saml.assert({ roleArn: SAML_ROLE, providerArn: SAML_PROVIDER, sessionName: 'octocat' });
  const fill = filler({ tokens, assertion, keyPort: keys.port });
  const shown = (text: string) => namesOf(aws, keys.port).reduce(replaceIn, fixed.shown(text));
  return {
    ...{ aws, environment, shown },
    ask: asker({ aws, load, fill, shown, isCaller: (name) => name in tokens || name in SIGNERS || name === 'nobody' }),
    invoke: async (name, event, more) => (await load(name, more))(event, contextOf(name)),
    put: async (id, definition) => {
      const numbers = { schema: { N: '1' }, version: { N: '1' } };
      const Item = {
        kind: { S: 'connector' },
        id: { S: id },
        ...numbers,
        definition: { S: JSON.stringify(definition) },
      };
      await aws.dynamoDb.send(new PutItemCommand({ TableName: 'portunus-local-definitions', Item }));
    },
    stop: async () => {
      restore();
      await aws.stop();
      await keys.close();
      fixed.undo();
    },
  };
}

/** The CI's keys over https, for issuers whose keys are fetched. */
async function publishKeys({ issuer }: LocalAws) {
  const certificate = await aCertificate();
  const distrust = trust(certificate);
  const jwks = JSON.stringify(issuer.jwks);
  const server = await startKeyServer(certificate, (_request, response) => void response.end(jwks));
  const close = async () => {
    await server.close();
    distrust();
  };
  return { port: server.port, close };
}

type Handler = (event: unknown, context: unknown) => Promise<{ readonly statusCode: number }>;

/** The functions read the process's environment, and log to its standard output. */
function takeProcess(environment: Variables) {
  const before = { ...process.env };
  const set = (more: Variables = {}) => {
    for (const name of Object.keys(process.env)) if (/^(AWS|PORTUNUS)_/.test(name)) delete process.env[name];
    Object.assign(process.env, environment, more);
  };
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) =>
    typeof chunk === 'string' && chunk.startsWith('{"level":') ? true : write(chunk, ...rest)) as typeof write;
  const warm = new Map<string, Handler>();
  let environments = 0;
  const load = async (name: string, more?: Variables): Promise<Handler> => {
    // Clients of AWS read it with their first call, so it stays until the next function is loaded.
    set(more);
    const known = more === undefined ? warm.get(name) : undefined;
    if (known !== undefined) return known;
    environments += 1;
    const url = `${pathToFileURL(`dist/${name}/handler.js`).href}?recorded=${environments}`;
    const { handler }: { handler: Handler } = await import(url);
    if (more === undefined) warm.set(name, handler);
    return handler;
  };
  const restore = () => {
    process.stdout.write = write;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  };
  return { load, restore };
}

function contextOf(awsRequestId: string, remainingMs = 15_000) {
  return { awsRequestId, getRemainingTimeInMillis: () => remainingMs };
}

interface Filled {
  readonly tokens: Variables;
  readonly assertion: string;
  readonly keyPort: number;
}

function filler({ tokens, assertion, keyPort }: Filled) {
  return (text: string): string =>
    text
      .replaceAll('{{key port}}', String(keyPort))
      .replaceAll('{{saml}}', assertion)
      .replaceAll(/\{\{(\d+) times x\}\}/g, (_whole, times: string) => 'x'.repeat(Number(times)))
      .replaceAll(/\{\{token: ([^}]+)\}\}/g, (_whole, name: string) => tokens[name] ?? '');
}

type Name = readonly [value: string, name: string];

function replaceIn(text: string, [value, name]: Name): string {
  return text.replaceAll(value, name);
}

/** Keys are made anew and ports are free ones. */
function namesOf({ issuer, people, standIn }: LocalAws, keyPort: number): readonly Name[] {
  const { n = '' } = issuer.jwks.keys[0] as { n?: string };
  const { x = '', y = '' } = people.jwks.keys[0] as { x?: string; y?: string };
  return [
    [n, `{{RSA modulus, ${n.length} characters}}`],
    [x, `{{x of an EC key, ${x.length} characters}}`],
    [y, `{{y of an EC key, ${y.length} characters}}`],
    [`127.0.0.1:${keyPort}`, '127.0.0.1:{{key port}}'],
    [new URL(standIn.url).host, '{{host of the stand-in}}'],
  ];
}

interface Asking {
  readonly aws: LocalAws;
  readonly load: (name: string, more?: Variables) => Promise<Handler>;
  readonly fill: (text: string) => string;
  readonly shown: (text: string) => string;
  readonly isCaller: (name: string) => boolean;
}

function asker({ aws, load, fill, shown, isCaller }: Asking): World['ask'] {
  let count = 0;
  return async (ask) => {
    count += 1;
    const { as = 'nobody', environment, remainingMs, faults = {} } = ask;
    if (!isCaller(as)) throw new Error(`there is no caller called ${as}`);
    const { headers, body } = sentBy(ask);
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    const { name, event } = toEvent(ask, filled, body === undefined ? undefined : fill(body));
    for (const [action, fault] of Object.entries(faults)) {
      aws.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
    }
    const handler = await load(name, environment);
    const { statusCode: status, ...rest } = await handler(event, contextOf(`request-${count}`, remainingMs));
    aws.standIn.faults.clear();
    const answer = JSON.parse(shown(JSON.stringify({ status, ...rest })));
    return { function: name, request: { ...ask, headers, body }, answer };
  };
}

/** What goes over the line, before tokens are filled in. */
function sentBy({ as = 'nobody', headers, body }: Ask) {
  const hasToken = as !== 'nobody' && !(as in SIGNERS);
  return {
    headers: {
      ...(hasToken && { authorization: `Bearer {{token: ${as}}}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  };
}
