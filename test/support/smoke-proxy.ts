// Stands between everybody and AWS while a smoke test runs: CloudFormation is here, and a test can break the rest.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsClient } from 'aws4fetch';
import type { StandIn } from '../../local/stand-in/server.ts';
import { EXECUTION_ROLE } from '../../local/start-local-aws.ts';
import { forward } from './call-proxy.ts';
import { type SmokeStack, smokeStack } from './smoke-template.ts';

type Forgets = (parameter: string) => boolean;

export interface AwsBreakage {
  /** What the service forgets to send to STS, as parameters of AssumeRole. */
  readonly forgets?: Forgets;
  /** Records are taken, and kept nowhere. */
  readonly losesAudit?: boolean;
  /** Records are refused, as without the right to write them. */
  readonly refusesAudit?: boolean;
  /** What the registry answers instead. */
  readonly registry?: (status: number) => number;
}

export interface SmokeProxy {
  readonly url: string;
  /** The names of the stacks that are there. */
  readonly stacks: ReadonlyMap<string, SmokeStack>;
  breakage: AwsBreakage;
  readonly forwardTo: (tables: string, standIn: StandIn) => void;
  readonly stop: () => Promise<void>;
}

function xml(action: string, inner: string): string {
  const space = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
  return `<${action}Response ${space}><${action}Result>${inner}</${action}Result></${action}Response>`;
}

function described(name: string, { outputs }: SmokeStack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const tag = `<member><Key>portunus-smoke</Key><Value>${name}</Value></member>`;
  const about = `<StackName>${name}</StackName><StackStatus>CREATE_COMPLETE</StackStatus>`;
  const time = '<CreationTime>2026-11-27T12:00:00Z</CreationTime>';
  const lists = `<Outputs>${members.join('')}</Outputs><Tags>${tag}</Tags>`;
  return `<Stacks><member>${about}${time}${lists}</member></Stacks>`;
}

const NO_STACK =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>';

type Form = URLSearchParams;

function createCloudFormation(putRoles: (stack: SmokeStack) => void) {
  const stacks = new Map<string, SmokeStack>();
  const create = (form: Form) => {
    const keys = [...form.keys()].filter((key) => key.endsWith('.ParameterKey'));
    const pairs = keys.map((key) => [form.get(key), form.get(key.replace(/Key$/, 'Value'))]);
    const stack = smokeStack(Object.fromEntries(pairs), JSON.parse(form.get('TemplateBody') ?? ''));
    putRoles(stack);
    stacks.set(form.get('StackName') ?? '', stack);
    return xml('CreateStack', '<StackId>stack</StackId>');
  };
  const answer = (form: Form): { status: number; text: string } => {
    const [action, name = ''] = [form.get('Action'), form.get('StackName') ?? ''];
    if (action === 'CreateStack') return { status: 200, text: create(form) };
    const stack = stacks.get(name);
    if (stack === undefined) return { status: 400, text: NO_STACK };
    if (action === 'DescribeStacks') return { status: 200, text: xml('DescribeStacks', described(name, stack)) };
    stacks.delete(name);
    return { status: 200, text: xml('DeleteStack', '') };
  };
  return { stacks, answer };
}

const isStackAction = (form: Form) => /Stack/.test(form.get('Action') ?? '');

/** Sends an AssumeRole without some of its parameters, rightly signed by the function. */
async function withoutSome(form: Form, forgets: (parameter: string) => boolean, url: string): Promise<Response> {
  for (const key of [...form.keys()]) if (forgets(key)) form.delete(key);
  const client = new AwsClient({ ...EXECUTION_ROLE, service: 'sts', region: 'eu-west-1', retries: 0 });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return client.fetch(url, { method: 'POST', headers, body: form.toString() });
}

/** What is to be deleted was never there: the stand-in has no such calls. */
const MISSING: Readonly<Record<string, string>> = {
  'secretsmanager.DeleteSecret': 'ResourceNotFoundException',
  'AmazonSSM.DeleteParameter': 'ParameterNotFound',
};

const JSON_1_1 = 'application/x-amz-json-1.1';
const JSON_1_0 = 'application/x-amz-json-1.0';
/** What DynamoDB answers to a put. */
const TAKEN = JSON.stringify({ ConsumedCapacity: { TableName: 'portunus-local-activity', CapacityUnits: 1 } });
const REFUSED = JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'As ordered.' });

function answerJson(target: string, body: string, { losesAudit, refusesAudit }: AwsBreakage): Here | undefined {
  const missing = MISSING[target];
  if (missing !== undefined) return { status: 400, text: JSON.stringify({ __type: missing }), type: JSON_1_1 };
  const isRecord = target.endsWith('.PutItem') && body.includes('"audit#');
  if (isRecord && losesAudit) return { status: 200, text: TAKEN, type: JSON_1_0 };
  return isRecord && refusesAudit ? { status: 400, text: REFUSED, type: JSON_1_0 } : undefined;
}

interface Here {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

export async function startSmokeProxy(): Promise<SmokeProxy> {
  let [tables, standIn] = ['', {} as StandIn];
  const cloud = createCloudFormation(({ roles }) => {
    for (const role of roles) standIn.putRole(role);
  });
  const proxy = { breakage: {} as AwsBreakage };

  /** What is answered here, as the test has ordered it. */
  const answerHere = async (message: IncomingMessage, body: string): Promise<Here | undefined> => {
    const { forgets } = proxy.breakage;
    const target = String(message.headers['x-amz-target'] ?? '');
    const form = new URLSearchParams(target === '' ? body : '');
    if (isStackAction(form)) return { type: 'text/xml', ...cloud.answer(form) };
    const ordered = answerJson(target, body, proxy.breakage);
    if (ordered !== undefined) return ordered;
    if (forgets === undefined) return undefined;
    return answerForgetting(message, form, forgets);
  };
  const answerForgetting = async (message: IncomingMessage, form: Form, forgets: Forgets) => {
    if (form.get('Action') !== 'AssumeRole' || !isByFunction(message)) return undefined;
    const answer = await withoutSome(form, forgets, standIn.url);
    return { status: answer.status, text: await answer.text(), type: 'text/xml' };
  };
  const pass = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    // Node.js keeps the text of the date for a second. A test's clock jumps, and the SDK would correct its own by it.
    response.sendDate = false;
    const here = await answerHere(message, body.toString());
    if (here !== undefined) return void response.writeHead(here.status, { 'content-type': here.type }).end(here.text);
    const isTable = String(message.headers['x-amz-target']).startsWith('DynamoDB_');
    const { answer, answered } = await forward(message, body, isTable ? tables : standIn.url);
    const { statusCode = 500, headers } = answer;
    const { registry } = proxy.breakage;
    const status = message.url?.startsWith('/v2') ? (registry?.(statusCode) ?? statusCode) : statusCode;
    response.writeHead(status, headers).end(answered);
  };

  const server = createServer((message, response) => {
    // A client that is gone is its own affair.
    pass(message, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks: cloud.stacks,
    forwardTo: (url: string, to: StandIn) => {
      [tables, standIn] = [url, to];
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

function isByFunction({ headers }: IncomingMessage): boolean {
  return headers.authorization?.includes(EXECUTION_ROLE.accessKeyId) === true;
}
