import { registryHosts } from '../../../../shared/domain/aws.ts';

/** What a snippet is filled with. */
export interface Place {
  /** The address of this deployment, without `/v1`. Tokens for it have the same audience. */
  readonly url: string;
  /** The connector's ID. */
  readonly id: string;
  readonly service: 'ecr' | 'ecr-public';
  /** The region to ask for, if it is not the connector's own. */
  readonly region?: string | undefined;
  /** The connector's own region, or the one to ask for. */
  readonly home: string;
  /** The registry's AWS account, where the connector names one. */
  readonly account?: string | undefined;
  /** The repository of packages, where the connector names one. */
  readonly repository?: string | undefined;
}

/** A text to copy: a few commands, or a part of a file. */
export interface Snippet {
  /** The file that it is for. A text without one is for a terminal. */
  readonly file?: string;
  readonly text: string;
}

export type SnippetsOf = (place: Place) => readonly Snippet[];

/** The path and the query of the request for a login. */
export function loginAddress({ url, id, service, region }: Place, format: string, prefix = '/v1'): string {
  const where = region === undefined || service === 'ecr-public' ? '' : `&region=${region}`;
  return `${url}${prefix}/connectors/${id}/${service}/credentials?format=${format}${where}`;
}

/** The host name that images have. Words in capitals are for the reader to fill in. */
export function registryOf({ service, home, account = 'ACCOUNT' }: Place): string {
  if (service === 'ecr-public') return 'public.ecr.aws';
  return registryHosts(account, home)[0] ?? account;
}

/** Removes the indentation of the surrounding code, and leaves backslashes as they are. */
export function lines({ raw }: TemplateStringsArray, ...values: readonly string[]): string {
  const indent = /^\n( *)/.exec(raw[0] ?? '')?.[1] ?? '';
  const parts = raw.map((part) => part.replaceAll(`\n${indent}`, '\n'));
  return String.raw({ raw: parts }, ...values).replace(/^\n|\n *$/g, '');
}

/** Indents all lines of a text but the first, to stand where a template has a value. */
export function under(spaces: number, text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
