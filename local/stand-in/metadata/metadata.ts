import type { IssuedSession } from '../core/issued.ts';

export type RoleSession = Pick<
  IssuedSession,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expiration' | 'arn'
>;

/** What the metadata services share: one machine, task or pod with one role. */
export interface Metadata {
  readonly now: () => Date;
  readonly region: string;
  readonly roleArn: () => string;
  /** The name of the instance profile's role. `undefined` for an instance without one. */
  readonly roleName: () => string | undefined;
  /** The role's session, renewed in time. */
  readonly session: () => RoleSession;
}

export interface MetadataReply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
};

/** EC2 answers with a page for people, and the SDKs look at the status alone. */
export function refused(status: number): MetadataReply {
  const title = `${status} - ${TITLES[status]}`;
  const body = `<?xml version="1.0" encoding="iso-8859-1"?>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, body, headers: { 'content-type': 'text/html' } };
}

export function notFound(): MetadataReply {
  return refused(404);
}
