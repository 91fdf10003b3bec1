import type { Format, RenderedBody } from './format.ts';
import { comment, toLines } from './lines.ts';
import { loginVariables, type Variable } from './variables.ts';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };

/** Escapes a value for `java.util.Properties`, which uses backslash escapes and reads only ASCII safely. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\\n\r\t\f]/g, (char) => ESCAPES[char] ?? char)
    .replaceAll(/^ +/g, (blanks) => '\\ '.repeat(blanks.length))
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const CONTENT_TYPE = 'text/plain; charset=utf-8';

/** A file for Bamboo's Inject variables task. Bamboo masks only variables whose names contain `password`. */
export const bamboo: Format = {
  logins: (issued, { namespace }) => rendered(loginVariables(issued, namespace)),
  packages: ({ login }, { namespace }) => {
    const { domain, domainOwner, region, repository, authorizationToken, expiresAt } = login;
    const plain = { domain, domainOwner, region, expirationDate: expiresAt.toISOString() };
    return rendered([
      { name: `${namespace}.authorizationToken.password`, value: authorizationToken.reveal(), isSecret: true },
      ...Object.entries({ ...plain, ...(repository !== undefined && { repository }) }).map(([name, value]) => ({
        name: `${namespace}.${name}`,
        value,
        isSecret: false,
      })),
    ]);
  },
  failure: ({ sentence }) => ({ contentType: CONTENT_TYPE, body: comment(sentence) }),
  session: ({ session }, { namespace }) =>
    rendered([
      { name: `${namespace}.accessKeyId`, value: session.accessKeyId, isSecret: false },
      { name: `${namespace}.secretAccessKey.password`, value: session.secretAccessKey.reveal(), isSecret: true },
      { name: `${namespace}.sessionToken.password`, value: session.sessionToken.reveal(), isSecret: true },
      { name: `${namespace}.expirationDate`, value: session.expiresAt.toISOString(), isSecret: false },
    ]),
};

function rendered(variables: readonly Variable[]): RenderedBody {
  return {
    contentType: CONTENT_TYPE,
    body: toLines(variables, ({ name, value }) => `${name}=${escaped(value)}`),
  };
}
