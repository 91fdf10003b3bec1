// Readers of what shells are given, by the rules of the shells and from nothing of the product.

type Variables = Record<string, string>;

function lineAt(text: string, from: number): string {
  return JSON.stringify(text.slice(from, from + 40));
}

/** POSIX.1-2024, 2.2: all is literal between single quotes; a backslash outside of them preserves the next character. */
export function readPosixWord(text: string, from: number): { readonly word: string; readonly end: number } {
  let [word, at] = ['', from];
  while (at < text.length && !/[\s;&|<>()]/.test(text.charAt(at))) {
    const char = text.charAt(at);
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) throw new Error(`an open quote at ${lineAt(text, at)}`);
      word += text.slice(at + 1, close);
      at = close + 1;
    } else if (char === '\\') {
      word += text.charAt(at + 1);
      at += 2;
    } else if (/[\w=/:.,@%+-]/.test(char)) {
      word += char;
      at += 1;
    } else throw new Error(`not literal: ${lineAt(text, at)}`);
  }
  return { word, end: at };
}

/** Lines of `export NAME=WORD`. */
export function readPosix(text: string): Variables {
  const variables: Variables = {};
  let at = 0;
  while (at < text.length) {
    const [head = '', name = ''] = /^export ([A-Za-z_]\w*)=/.exec(text.slice(at)) ?? [];
    if (head === '') throw new Error(`no export at ${lineAt(text, at)}`);
    const { word, end } = readPosixWord(text, at + head.length);
    if (text.charAt(end) !== '\n') throw new Error(`more on the line: ${lineAt(text, end)}`);
    variables[name] = word;
    at = end + 1;
  }
  return variables;
}

/** about_Quoting_Rules; the tokenizer takes U+2018 to U+201B for single quotes, and two of them, any two, for the second. */
const PS_QUOTES = ["'", '\u2018', '\u2019', '\u201a', '\u201b'];

export function readPowerShell(text: string): Variables {
  const variables: Variables = {};
  let at = 0;
  while (at < text.length) {
    const [head = '', name = ''] = /^\$Env:([A-Za-z_]\w*) = /.exec(text.slice(at)) ?? [];
    if (head === '') throw new Error(`no assignment at ${lineAt(text, at)}`);
    const { value, end } = readPowerShellString(text, at + head.length);
    if (text.charAt(end) !== '\n') throw new Error(`more on the line: ${lineAt(text, end)}`);
    variables[name] = value;
    at = end + 1;
  }
  return variables;
}

function readPowerShellString(text: string, from: number): { readonly value: string; readonly end: number } {
  const isQuote = (at: number) => PS_QUOTES.includes(text.charAt(at));
  if (!isQuote(from)) throw new Error(`no quote at ${lineAt(text, from)}`);
  let value = '';
  for (let at = from + 1; at < text.length; at += 1) {
    if (isQuote(at) && !isQuote(at + 1)) return { value, end: at + 1 };
    if (isQuote(at)) at += 1;
    value += text.charAt(at);
  }
  throw new Error('an open quote');
}

/**
 * A batch file, delayed expansion off: lines end at LF, and at Ctrl-Z (0x1A), which is read as one; CR is dropped; `%%`
 * is `%` and any other pair of `%` a variable; then a caret makes the next character literal, quotes begin and end a
 * stretch without carets, and operators end the command.
 */
export function readBatchFile(text: string): Variables {
  const variables: Variables = {};
  const [first, ...lines] = text
    .replaceAll('\x1a', '\n')
    .split('\n')
    .map((line) => line.replaceAll('\r', ''));
  if (first !== '@echo off') throw new Error('echoes what it is told');
  for (const line of lines) {
    if (line === '') continue;
    if (line.length > 8_191) throw new Error('a line that cmd.exe cuts');
    const command = withoutCarets(withoutPercents(line));
    const [, name = '', value = ''] = /^set ([A-Za-z_]\w*)=(.*)$/s.exec(command) ?? [];
    if (name === '') throw new Error(`not an assignment: ${lineAt(command, 0)}`);
    variables[name] = value;
  }
  return variables;
}

function withoutPercents(line: string): string {
  return line.replaceAll(/%%|%/g, (percent) => {
    if (percent === '%') throw new Error('a variable or parameter is expanded');
    return '%';
  });
}

function withoutCarets(line: string): string {
  let [text, quoted] = ['', false];
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === '^') {
      at += 1;
      if (at >= line.length) throw new Error('goes on in the next line');
    } else if (!quoted && /[&|<>()]/.test(char)) throw new Error(`an operator: ${char}`);
    text += line.charAt(at);
  }
  return text;
}
