// Readers of what CI systems and tools are given, by their documentation or source and from nothing of the product.

type Variables = Record<string, string>;

/** motdotla/dotenv 17 (`LINE` of lib/main.js): a quoted value may go over lines, and `\'` does not end it. */
export function readNodeDotenv(text: string): Variables {
  const line =
    /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;
  const variables: Variables = {};
  for (const [, name = '', written = ''] of text.replaceAll(/\r\n?/g, '\n').matchAll(line)) {
    const value = written.trim();
    const bare = value.replace(/^(['"`])([\s\S]*)\1$/, '$2');
    variables[name] = value.startsWith('"') ? bare.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : bare;
  }
  return variables;
}

/** python-dotenv (src/dotenv/parser.py): in single quotes `\\` and `\'` are escapes. */
export function readPythonDotenv(text: string): Variables {
  const variables: Variables = {};
  const binding = /([A-Za-z_]\w*)=(?:'((?:\\'|[^'])*)'|([^'"\r\n][^\r\n]*|))(?:\r\n|\n|\r|$)/y;
  while (binding.lastIndex < text.length) {
    const [, name = '', quoted, plain = ''] = binding.exec(text) ?? [];
    if (name === '') throw new Error('a line that is no binding');
    variables[name] = quoted?.replaceAll(/\\([\\'])/g, '$1') ?? plain.replace(/\s+#.*/, '').trimEnd();
  }
  return variables;
}

const PROPERTY_ESCAPES: Variables = { t: '\t', n: '\n', r: '\r', f: '\f' };

/** java.util.Properties.load: bytes are ISO 8859-1; lines go on after an odd number of backslashes. */
export function readProperties(text: string): Variables {
  if ([...text].some((char) => char > '\u00ff')) throw new Error('not ISO 8859-1');
  const variables: Variables = {};
  const lines = text.match(/(?:\\(?:\r\n|[\s\S])|[^\\\r\n])+/g) ?? [];
  for (const line of lines.map((one) => one.replace(/^[ \t\f]+/, ''))) {
    if (line === '' || /^[#!]/.test(line)) continue;
    const [whole = '', key = ''] = /^((?:\\[\s\S]|[^\\:= \t\f])*)[ \t\f]*[:=]?[ \t\f]*/.exec(line) ?? [];
    variables[unescapeProperty(key)] = unescapeProperty(line.slice(whole.length));
  }
  return variables;
}

function unescapeProperty(text: string): string {
  return text.replaceAll(
    /\\(?:u([0-9A-Fa-f]{4})|(?:\r\n|\r|\n)[ \t\f]*|([\s\S]))/g,
    (_all, code?: string, char?: string) =>
      code === undefined
        ? (PROPERTY_ESCAPES[char ?? ''] ?? char ?? '')
        : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** GitLab's ParseDotenvArtifactService: lines by LF, `/^(.*?)=(.*)$/`, both sides stripped; no blank or odd line. */
export function readGitlabReport(text: string): Variables {
  if (Buffer.byteLength(text) >= 5_120) throw new Error('Dotenv Artifact Too Big');
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('no line break at the end');
  return Object.fromEntries(
    lines.map((line) => {
      const [, key, value] = /^([^\n]*?)=([^\n]*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error('Invalid Format');
      if (!/^[A-Za-z0-9_]+$/.test(strip(key))) throw new Error('not the name of a variable');
      // Stored as not raw: a dollar sign begins a variable.
      if (value.includes('$')) throw new Error('is expanded');
      return [strip(key), strip(value)];
    }),
  );
}

/** Ruby's String#strip: white space and NUL. */
function strip(text: string): string {
  return text.replace(/^[\0\t\n\v\f\r ]+/, '').replace(/[\0\t\n\v\f\r ]+$/, '');
}

/** The runner's SetEnvFileCommand (actions/runner, FileCommandManager.cs), on anything but Windows. */
export function readGithubFile(text: string): Variables {
  const variables: Variables = {};
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('no line break at the end');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name = '', delimiter = ''] = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === '') throw new Error('Invalid format');
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error('Matching delimiter not found');
    variables[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return variables;
}

/** The runner's ActionCommand.TryParseV2: `::NAME::DATA`, `%25` last. */
export function readGithubMask(line: string): string | undefined {
  const [, data] = /^\s*::add-mask::([^\r\n]*)$/.exec(line) ?? [];
  return data?.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

interface AzureVariable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** The agent's Command.TryParse: the first `]` ends the properties; the percent code is the last to be undone. */
export function readAzureCommands(text: string): readonly AzureVariable[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.pop() !== '') throw new Error('no line break at the end');
  return lines.map((line) => {
    const [, written = '', data = ''] = /^##vso\[task\.setvariable ([^\]]*)\](.*)$/s.exec(line) ?? [];
    const properties = Object.fromEntries(
      written.split(';').map((one) => [one.slice(0, one.indexOf('=')), unescapeAzure(one.slice(one.indexOf('=') + 1))]),
    );
    const { variable: name = '', issecret } = properties;
    if (name === '') throw new Error('not a variable');
    return { name, value: unescapeAzure(data), isSecret: issecret === 'true' };
  });
}

function unescapeAzure(text: string): string {
  return text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%AZP25', '%');
}
