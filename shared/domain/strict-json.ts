const MAX_DEPTH = 10;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * Parses I-JSON (RFC 7493). Duplicate member names are refused, because two readers could use different values. Lone
 * surrogates and nesting deeper than `maxDepth` levels are refused too. Throws a `SyntaxError` that quotes nothing of the
 * text.
 */
export function parseStrictJson(text: string, maxDepth = MAX_DEPTH): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's error is dropped, because its message quotes the text, which may be a token.
    throw new SyntaxError('not JSON');
  }
  assertStrict(text, maxDepth);
  return value;
}

/** The text has passed `JSON.parse`, so a string before a colon is a member name, and brackets match. */
function assertStrict(text: string, maxDepth: number): void {
  const open: Set<string>[] = [];
  let latest = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if ('{['.includes(token) && open.push(new Set()) > maxDepth) throw new SyntaxError('nested too deeply');
    if ('}]'.includes(token)) open.pop();
    if (token === ':') addName(open.at(-1), latest);
    if (token.includes('\\u') && !decode(token).isWellFormed()) throw new SyntaxError('half a surrogate pair');
    latest = token;
  }
}

function addName(names: Set<string> | undefined, quoted: string): void {
  // Names are compared decoded, because "a" and "\u0061" are the same name.
  const name = decode(quoted);
  if (names?.has(name)) throw new SyntaxError('a member name stands twice');
  names?.add(name);
}

function decode(quoted: string): string {
  return JSON.parse(quoted);
}

/** Whether a value is a JSON object, and neither `null` nor an array. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
