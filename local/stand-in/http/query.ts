import { AwsError } from '../core/aws-error.ts';

function invalidQuery(message: string) {
  return new AwsError('InvalidQueryParameter', 400, message);
}

function malformedQuery() {
  return invalidQuery('The AWS query string is malformed or does not adhere to AWS standards.');
}

function decode(text: string) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformedQuery();
  }
}

/** Returns the fields of a form body. Throws an AwsError for a field that occurs twice or cannot be decoded. */
export function readForm(body: Buffer): Map<string, string> {
  const form = new Map<string, string>();
  for (const pair of body.toString('utf8').split('&')) {
    const separator = pair.indexOf('=');
    if (separator < 1) throw malformedQuery();
    const name = decode(pair.slice(0, separator));
    if (form.has(name)) throw invalidQuery(`The parameter ${name} is given more than once`);
    form.set(name, decode(pair.slice(separator + 1)));
  }
  return form;
}

/** Returns each field of a form once. What is left at the end is unknown. */
export interface FormTaker {
  readonly take: (name: string) => string | undefined;
  /** Reads `NAME.member.1SUFFIX`, `NAME.member.2SUFFIX` and so on, while `takeMember` finds something. */
  readonly takeList: <T>(name: string, takeMember: (prefix: string) => T | undefined) => readonly T[];
  /** Throws an AwsError that names a field which was not taken. */
  readonly assertEmpty: () => void;
}

export function createFormTaker(form: ReadonlyMap<string, string>): FormTaker {
  const left = new Map(form);
  const take = (name: string) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  const takeList = <T>(name: string, takeMember: (prefix: string) => T | undefined) => {
    // SDKs send an empty list as `NAME=`.
    if (left.get(name) === '') left.delete(name);
    const members: T[] = [];
    for (;;) {
      const member = takeMember(`${name}.member.${members.length + 1}`);
      if (member === undefined) return members;
      members.push(member);
    }
  };
  const assertEmpty = () => {
    const [unknown] = left.keys();
    if (unknown !== undefined) throw invalidQuery(`The parameter ${unknown} is not recognized`);
  };
  return { take, takeList, assertEmpty };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Formats an element with child elements. `opening` is its name, and its attributes if it has any. */
export function element(opening: string, ...children: readonly string[]): string {
  return `<${opening}>${children.join('')}</${opening.split(' ')[0]}>`;
}

/** Formats an error as the query protocol does. */
export function errorResponse(namespace: string, { status, code, message }: AwsError, requestId: string): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return element(
    `ErrorResponse xmlns="${namespace}"`,
    element('Error', text('Type', type), text('Code', code), text('Message', message)),
    text('RequestId', requestId),
  );
}

/** Formats an element that contains text. */
export function text(name: string, value: string): string {
  return element(
    name,
    value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character),
  );
}
