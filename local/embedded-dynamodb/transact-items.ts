import db from 'dynalite/db/index.js';
import deleteItem from 'dynalite/validations/deleteItem.js';
import validations from 'dynalite/validations/index.js';
import putItem from 'dynalite/validations/putItem.js';
import updateItem from 'dynalite/validations/updateItem.js';

export interface Answer {
  readonly status: number;
  readonly body: AnswerBody;
}

/** The fields of a DynamoDB answer that are read here. The rest is passed on unchanged. */
interface AnswerBody {
  readonly Table?: TableDescription;
  readonly Item?: object;
  readonly __type?: string;
  readonly message?: string;
  readonly [member: string]: unknown;
}

interface TableDescription {
  readonly KeySchema: readonly { readonly AttributeName: string }[];
}

interface ItemRequest {
  readonly TableName: string;
  readonly [name: string]: unknown;
}

/** One item of a transaction, parsed in the same way as dynalite parses a single request. */
export interface Planned {
  readonly operation: Operation;
  readonly request: ItemRequest;
  /** Contains the parsed condition. */
  readonly parsed: Readonly<Record<string, unknown>>;
  readonly table: TableDescription;
  readonly key: Readonly<Record<string, unknown>>;
  readonly returnsOld: boolean;
}

const VALIDATIONS = { Put: putItem, Update: updateItem, Delete: deleteItem, ConditionCheck: deleteItem };
type Operation = keyof typeof VALIDATIONS;

const MOST_ITEMS = 100;
const MOST_BYTES = 4 * 1024 * 1024;

type Plan = { readonly items: readonly Planned[] } | { readonly refusal: Answer };

/** Parses the items of a transaction, or returns the error that refuses it. */
export async function planItems(written: unknown, describe: (table: string) => Promise<Answer>): Promise<Plan> {
  if (!Array.isArray(written) || written.length === 0 || written.length > MOST_ITEMS) {
    return { refusal: invalid(`TransactItems must have 1 to ${MOST_ITEMS} members`) };
  }
  const items: Planned[] = [];
  for (const one of written) {
    const planned = await planItem(one, describe);
    if ('refusal' in planned) return planned;
    items.push(planned.item);
  }
  const keys = items.map(({ request, key }) => JSON.stringify([request.TableName, key]));
  if (new Set(keys).size < keys.length) {
    return { refusal: invalid('Transaction request cannot include multiple operations on one item') };
  }
  const bytes = items.reduce((sum, { parsed }) => sum + db.itemSize(parsed.Item ?? parsed.Key), 0);
  return bytes > MOST_BYTES ? { refusal: invalid('Collection size limit exceeded') } : { items };
}

async function planItem(
  written: unknown,
  describe: (table: string) => Promise<Answer>,
): Promise<{ readonly item: Planned } | { readonly refusal: Answer }> {
  const [[name, given] = NOTHING, ...more] = Object.entries((written ?? {}) as Record<string, ItemRequest>);
  if (more.length > 0 || !isOperation(name)) {
    return { refusal: invalid('TransactItems can only contain one of Check, Put, Update or Delete') };
  }
  const { ReturnValuesOnConditionCheckFailure: returned, ...rest } = given;
  const request = rest as ItemRequest;
  if (name === 'ConditionCheck' && request.ConditionExpression === undefined) {
    return { refusal: invalid('ConditionExpression is required in a ConditionCheck') };
  }
  try {
    const { types, custom } = VALIDATIONS[name];
    const parsed = validations.checkTypes(request, types);
    validations.checkValidations(parsed, types, custom, { options: { maxItemSize: db.MAX_SIZE } });
    const { status, body } = await describe(request.TableName);
    const table = body.Table;
    if (table === undefined) return { refusal: { status, body: RESOURCE_NOT_FOUND } };
    const key = keyOf(table, (parsed.Item ?? parsed.Key) as Record<string, unknown>);
    return { item: { operation: name, request, parsed, table, key, returnsOld: returned === 'ALL_OLD' } };
  } catch (error) {
    const { statusCode, body } = error as Partial<{ statusCode: number; body: AnswerBody }>;
    if (statusCode === undefined || body === undefined) throw error;
    return { refusal: { status: statusCode, body } };
  }
}

const NOTHING: readonly [string, ItemRequest] = ['', { TableName: '' }];

function isOperation(name: string): name is Operation {
  return Object.hasOwn(VALIDATIONS, name);
}

function keyOf({ KeySchema }: TableDescription, item: Record<string, unknown>) {
  return Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
}

const RESOURCE_NOT_FOUND = {
  __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  message: 'Requested resource not found',
};

function invalid(message: string): Answer {
  return { status: 400, body: { __type: 'com.amazon.coral.validate#ValidationException', message } };
}
