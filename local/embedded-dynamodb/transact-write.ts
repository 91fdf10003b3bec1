import { isDeepStrictEqual } from 'node:util';
import db from 'dynalite/db/index.js';
import { type Answer, type Planned, planItems } from './transact-items.ts';

/** Makes one request to dynalite itself. */
export type Ask = (operation: string, input: object) => Promise<Answer>;

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

/** How long AWS treats a repeated token as the same request, in milliseconds. */
const TOKEN_MS = 600_000;

/**
 * Implements TransactWriteItems with dynalite's own parsing of requests and conditions. Nothing else may run at the
 * same time. All conditions are checked first, so that the writes cannot fail halfway. An update has to have a condition
 * that makes it possible, because dynalite only finds out while it makes one whether it is.
 */
export function createTransactWrite() {
  const tokens = new Map<string, { readonly input: object; readonly until: number; readonly answer: Answer }>();
  return async (text: string, ask: Ask): Promise<Answer> => {
    const { ClientRequestToken: token, ...input } = JSON.parse(text);
    const before = token === undefined ? undefined : tokens.get(token);
    if (before !== undefined && before.until > Date.now()) {
      return isDeepStrictEqual(before.input, input) ? before.answer : MISMATCH;
    }
    const answer = await transact(input, ask);
    if (token !== undefined && answer.status === 200) {
      tokens.set(token, { input, until: Date.now() + TOKEN_MS, answer });
    }
    return answer;
  };
}

const MISMATCH: Answer = {
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException',
    message: 'The request token is that of another transaction.',
  },
};

async function transact(input: Record<string, unknown>, ask: Ask): Promise<Answer> {
  const tables = new Map<string, Answer>();
  const describe = async (name: string): Promise<Answer> => {
    const known = tables.get(name) ?? (await ask('DescribeTable', { TableName: name }));
    tables.set(name, known);
    return known;
  };
  const planned = await planItems(input.TransactItems, describe);
  if ('refusal' in planned) return planned.refusal;
  const reasons: Reason[] = [];
  for (const item of planned.items) reasons.push(await judge(item, ask));
  if (reasons.some(({ Code }) => Code !== 'None')) return canceled(reasons);
  for (const { operation, request } of planned.items) {
    if (operation === 'ConditionCheck') continue;
    const { status, body } = await ask(`${operation}Item`, request);
    // All conditions held a moment ago, and nothing ran since, so a failure here is a fault of this code.
    if (status !== 200) throw new Error(`half a transaction: ${body.__type}`);
  }
  return { status: 200, body: capacityOf(input, planned.items) };
}

async function judge({ table, key, request, parsed, returnsOld }: Planned, ask: Ask): Promise<Reason> {
  const refused = parsed.Item === undefined ? db.validateKey(parsed.Key, table) : db.validateItem(parsed.Item, table);
  if (refused) return { Code: 'ValidationError', Message: refused.body.message };
  const { body } = await ask('GetItem', { TableName: request.TableName, Key: key, ConsistentRead: true });
  if (!db.checkConditional(parsed, body.Item)) return { Code: 'None' };
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(returnsOld && body.Item !== undefined && { Item: body.Item }),
  };
}

function canceled(reasons: readonly Reason[]): Answer {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return {
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      CancellationReasons: reasons,
    },
  };
}

/** Returns the consumed capacity. AWS counts each write of a transaction twice. */
function capacityOf(
  { ReturnConsumedCapacity: wanted }: Record<string, unknown>,
  items: readonly Planned[],
): Answer['body'] {
  if (wanted === undefined || wanted === 'NONE') return {};
  const byTable = Map.groupBy(items, ({ request }) => request.TableName);
  const unitsOf = ({ parsed }: Planned) => 2 * Math.max(1, Math.ceil(db.itemSize(parsed.Item ?? parsed.Key) / 1024));
  return {
    ConsumedCapacity: [...byTable].map(([TableName, some]) => ({
      TableName,
      CapacityUnits: some.reduce((sum, item) => sum + unitsOf(item), 0),
    })),
  };
}
