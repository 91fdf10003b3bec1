// Logins in any format but JSON, as their readers see them.
import type { FormatOf } from '../../shared/domain/format-name.ts';
import { readAzureCommands, readGitlabReport, readNodeDotenv, readProperties } from '../support/file-readers.ts';
import { readBatchFile, readPosix, readPowerShell } from '../support/shell-readers.ts';

interface WrittenLogin {
  readonly password: string;
  /** Without `https://`; two formats know of no registry. */
  readonly host?: string;
}

interface Reader {
  readonly type: string;
  readonly read: (text: string) => readonly WrittenLogin[];
}

const TEXT = 'text/plain; charset=utf-8';
const SCRIPT = 'text/x-shellscript; charset=utf-8';
const JSON_TYPE = 'application/json';

type Variables = Readonly<Record<string, string>>;

/** All but the password is in the JSON too, where a format has it. */
function ofVariables(variables: Variables): readonly WrittenLogin[] {
  return Object.entries(variables)
    .filter(([name]) => /[_.]proxyEndpointDomain$/.test(name))
    .map(([name, host]) => ({ host, password: variables[name.replace(/proxyEndpointDomain$/, 'password')] ?? '' }));
}

function githubVariables(script: string): Variables {
  return Object.fromEntries(
    [...script.matchAll(/^ {2}printf '%s\\n' '(\w+)<<(\S+)' '([^']*)' \2$/gm)].map(([, name, , value]) => [
      name,
      value,
    ]),
  );
}
function passwordOf(authorization: string): string {
  return atob(authorization).replace(/^AWS:/, '');
}

function ofConfig(config: string): readonly WrittenLogin[] {
  return Object.entries<{ auth: string }>(JSON.parse(config).auths).map(([name, { auth }]) => ({
    host: name.replace('https://', ''),
    password: passwordOf(auth),
  }));
}
function ofKubelet(text: string): readonly WrittenLogin[] {
  return Object.entries<{ password: string }>(JSON.parse(text).auth).map(([host, { password }]) => ({
    host,
    password,
  }));
}
function configOf(text: string): string {
  return atob(JSON.parse(text).data['.dockerconfigjson']);
}
function azure(text: string) {
  return Object.fromEntries(readAzureCommands(text).map(({ name, value }) => [name, value]));
}

const READERS: Readonly<Record<string, Reader> & Record<Exclude<FormatOf<'logins'>, 'json'>, Reader>> = {
  bash: { type: SCRIPT, read: (text) => ofVariables(readPosix(text)) },
  powershell: { type: TEXT, read: (text) => ofVariables(readPowerShell(text)) },
  cmd: { type: TEXT, read: (text) => ofVariables(readBatchFile(text)) },
  dotenv: { type: TEXT, read: (text) => ofVariables(readNodeDotenv(text)) },
  bamboo: { type: TEXT, read: (text) => ofVariables(readProperties(text)) },
  'gitlab-dotenv': { type: TEXT, read: (text) => ofVariables(readGitlabReport(text)) },
  'azure-pipelines': { type: TEXT, read: (text) => ofVariables(azure(text)) },
  'github-actions': { type: SCRIPT, read: (text) => ofVariables(githubVariables(text)) },
  'docker-config': { type: JSON_TYPE, read: ofConfig },
  'kubernetes-secret': { type: JSON_TYPE, read: (text) => ofConfig(configOf(text)) },
  kubelet: { type: JSON_TYPE, read: ofKubelet },
  'username-password': { type: JSON_TYPE, read: (text) => [{ password: JSON.parse(text).password }] },
  'docker-credential': {
    type: JSON_TYPE,
    read: (text) => {
      const { ServerURL, Secret } = JSON.parse(text);
      return [{ host: ServerURL.replace('https://', ''), password: Secret }];
    },
  },
};

export const WRITTEN_FORMATS = Object.keys(READERS);

export function readerOf(format: unknown): Reader | undefined {
  return typeof format === 'string' && Object.hasOwn(READERS, format) ? READERS[format] : undefined;
}

/** Every secret in the clear, base64 of base64 too. */
export function shownIn(format: unknown, text: string): string {
  return format === 'kubernetes-secret' ? `${text}${configOf(text)}` : text;
}

const FORM = /^Portunus: [^\n]+ \((\w+), request ([\w-]+)\)\n$/;

/** Formats that are read as commands, or line by line: an error is a line among them. */
const LINES: readonly string[] = [
  ...['bash', 'powershell', 'cmd', 'dotenv', 'bamboo', 'github-actions', 'gitlab-dotenv', 'azure-pipelines'],
  'aws-credentials-file',
];

/** In the query, or else in the body of a request for logins. */
function formatNamed(event: unknown): unknown {
  const { queryStringParameters: query, body, routeKey, isBase64Encoded } = Object(event);
  const named: unknown = Array.isArray(query) ? undefined : Object(query).format;
  if (named !== undefined && named !== null) return named;
  if (typeof body !== 'string' || typeof routeKey !== 'string' || !/\/credentials$/.test(routeKey)) return undefined;
  try {
    const written = JSON.parse(isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body);
    return Array.isArray(written) ? undefined : Object(written).format;
  } catch {
    return undefined;
  }
}

/** Code and request of an error in the form of the consumer that asked for it, if it did. */
export function ownErrorOf(
  event: unknown,
  text: string,
): { readonly type: string; readonly said: readonly unknown[] } | undefined {
  const format = formatNamed(event);
  if (typeof format === 'string' && LINES.includes(format)) {
    const script = /^text\/x-shellscript/.test(READERS[format]?.type ?? '');
    const type = script ? (READERS[format]?.type ?? '') : TEXT;
    // The marks that a batch file needs are no part of the text.
    const said = /Portunus: .+? \((\w+), request ([\w-]+)\)/.exec(text.replaceAll('^', ''))?.slice(1) ?? [];
    return { type, said };
  }
  if (format === 'docker-credential') return { type: TEXT, said: FORM.exec(text)?.slice(1) ?? [] };
  if (format !== 'container') return undefined;
  const { Code, Message } = JSON.parse(text);
  const [, request] = /\(\w+, request ([\w-]+)\)$/.exec(Message) ?? [];
  return { type: JSON_TYPE, said: [Code, request] };
}
