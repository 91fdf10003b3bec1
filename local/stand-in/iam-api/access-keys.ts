import { readUserArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { createUserKey } from '../core/identifiers.ts';
import type { Answer, Call, Perform } from '../core/service.ts';
import type { Caller } from '../core/state.ts';
import { createFormTaker, element, type FormTaker, readForm, text } from '../http/query.ts';
import { assertMay, findOwner, type Owner, required, respond } from './owner.ts';

/** AWS's quota, which nobody can raise. */
const MOST_KEYS = 2;
const FORM: Readonly<Record<string, RegExp>> = {
  AccessKeyId: /^\w{16,128}$/,
  Status: /^(?:Active|Inactive)$/,
};

/** The user that the call names, or else the one whose key signed it. */
function ownerOf(call: Call, name: string | undefined): Owner {
  const own = readUserArn(call.caller.arn)?.name;
  if (name === undefined && own === undefined) {
    throw new AwsError('ValidationError', 400, 'Must specify userName when calling with non-User credentials');
  }
  return findOwner(call, 'User', name ?? own ?? '');
}

function keysOf({ state }: Call, { arn }: Owner): readonly Caller[] {
  return [...state.callers.values()].filter((caller) => caller.kind === 'iam-user' && caller.arn === arn);
}

function takeValid(taker: FormTaker, field: string): string {
  const member = `${field.charAt(0).toLowerCase()}${field.slice(1)}`;
  const value = required(taker.take(field), member);
  if (FORM[field]?.test(value)) return value;
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${FORM[field]?.source}`;
  throw new AwsError('ValidationError', 400, message);
}

/** Sessions of a user may not call IAM, unless they were made with MFA. */
function assertLongTerm({ caller }: Call): void {
  const isBarred = caller.kind === 'federated-user' || (caller.kind === 'session-token' && !caller.session?.hasMfa);
  if (isBarred)
    throw new AwsError('InvalidClientTokenId', 403, 'The security token included in the request is invalid');
}

type Judge = (call: Call, owner: Owner, values: Readonly<Record<string, string>>) => Answer;

function withUser(fields: readonly string[], judge: Judge): Perform<Call> {
  return (call) => {
    const taker = createFormTaker(readForm(call.request.body));
    taker.take('Action');
    taker.take('Version');
    const name = taker.take('UserName');
    const values = Object.fromEntries(fields.map((field) => [field, takeValid(taker, field)]));
    taker.assertEmpty();
    call.record({
      ...(name !== undefined && { name }),
      ...(values.AccessKeyId && { accessKeyId: values.AccessKeyId }),
    });
    assertLongTerm(call);
    const owner = ownerOf(call, name);
    assertMay(call, owner);
    return judge(call, owner, values);
  };
}

function fieldsOf({ name }: Owner, { accessKeyId, inactive, createdAt }: Caller): readonly string[] {
  return [
    text('UserName', name),
    text('AccessKeyId', accessKeyId),
    text('Status', inactive ? 'Inactive' : 'Active'),
    ...(createdAt === undefined ? [] : [text('CreateDate', createdAt.toISOString())]),
  ];
}

function create(call: Call, owner: Owner): Answer {
  const keys = keysOf(call, owner);
  if (keys.length >= MOST_KEYS) {
    throw new AwsError('LimitExceeded', 409, `Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`);
  }
  const createdAt = new Date(Math.floor(call.state.now().getTime() / 1000) * 1000);
  const mfa = keys.find((key) => key.mfa !== undefined)?.mfa;
  const made = { ...createUserKey(), arn: owner.arn, kind: 'iam-user', createdAt, ...(mfa && { mfa }) } as const;
  const fields = [...fieldsOf(owner, made), text('SecretAccessKey', made.secretAccessKey)];
  return {
    document: respond(call, element('AccessKey', ...fields)),
    issued: { action: 'CreateAccessKey', accessKeyId: made.accessKeyId, secretAccessKey: made.secretAccessKey },
    commit: () => void call.state.callers.set(made.accessKeyId, made),
  };
}

function list(call: Call, owner: Owner): Answer {
  const members = keysOf(call, owner).map((key) => element('member', ...fieldsOf(owner, key)));
  const result = [text('UserName', owner.name), element('AccessKeyMetadata', ...members), text('IsTruncated', 'false')];
  return { document: respond(call, ...result) };
}

function findKey(call: Call, owner: Owner, id = ''): Caller {
  const found = keysOf(call, owner).find(({ accessKeyId }) => accessKeyId === id);
  if (found !== undefined) return found;
  throw new AwsError('NoSuchEntity', 404, `The Access Key with id ${id} cannot be found.`);
}

function update(call: Call, owner: Owner, { AccessKeyId, Status }: Readonly<Record<string, string>>): Answer {
  const key = findKey(call, owner, AccessKeyId);
  const changed = { ...key, inactive: Status === 'Inactive' };
  return { document: respond(call), commit: () => void call.state.callers.set(key.accessKeyId, changed) };
}

function remove(call: Call, owner: Owner, { AccessKeyId }: Readonly<Record<string, string>>): Answer {
  const { accessKeyId } = findKey(call, owner, AccessKeyId);
  return { document: respond(call), commit: () => void call.state.callers.delete(accessKeyId) };
}

export const ACCESS_KEY_ACTIONS: readonly (readonly [string, Perform<Call>])[] = [
  ['CreateAccessKey', withUser([], create)],
  ['ListAccessKeys', withUser([], list)],
  ['UpdateAccessKey', withUser(['AccessKeyId', 'Status'], update)],
  ['DeleteAccessKey', withUser(['AccessKeyId'], remove)],
];

export function withoutSecret(document: string): string {
  return document.replace(/<SecretAccessKey>[^<]*<\/SecretAccessKey>/, '');
}
