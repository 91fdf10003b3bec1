// Logins by the AWS role of this machine, without a connector and without the service.
import { type Command, Option } from 'commander';
import type { IssuedLogins } from '../../shared/domain/credential.ts';
import type { RenderedBody } from '../../shared/formats/format.ts';
import { renderLogins } from '../../shared/formats/index.ts';
import { loginsJson } from '../../shared/formats/json.ts';
import { refreshAfter } from '../../shared/policy/session/duration.ts';
import type { AgentSession } from '../agent/index.ts';
import { optionOf, usageError } from '../command.ts';
import type { Render } from './deliver.ts';
import { type LoginOptions, loginParameters } from './options.ts';

export interface SourceOptions {
  readonly source?: 'connector' | 'agent';
  readonly externalId?: string;
}

export function withSourceOptions(command: Command): Command {
  const source = new Option(
    '--source <source>',
    "whose login: that of connectors, or of this machine's own AWS role, without the service",
  );
  return command
    .addOption(source.choices(['connector', 'agent']).default('connector'))
    .option('--external-id <id>', 'with --source agent: of the further role');
}

/** What says nothing about a login of the machine's own role, by its name here. */
const OF_CONNECTORS = [
  'access',
  'repositories',
  'duration',
  'url',
  'authTokenFile',
  'sigv4',
  'webIdentity',
  'audience',
];

/** Throws for options that the machine's own role can't honour. */
export function assertOfAgent(connectors: readonly string[], options: object): void {
  if (connectors.length > 0) throw usageError("--source agent is this machine's own role: name no connector");
  const given = Object.keys(options).find((name) => OF_CONNECTORS.includes(name));
  if (given === undefined) return;
  throw usageError(`${optionOf(given)} is for connectors, and means nothing beside --source agent`);
}

/** Throws for what the machine's own role alone can honour. */
export function assertOfConnectors(connectors: readonly string[], { externalId }: SourceOptions): void {
  if (connectors.length === 0) throw usageError('name a connector, or give --source agent');
  if (externalId !== undefined) throw usageError('--external-id goes with --source agent: connectors have their own');
}

/** Stands in for a connector's ID where one is noted, or names a Kubernetes secret. */
const AGENT = 'agent';

/** Logins of the machine's own role, and how to write them. */
interface LoginsOfAgent {
  readonly issued: IssuedLogins;
  readonly render: Render;
}

export async function askAgent(options: LoginOptions & SourceOptions, isJson: boolean): Promise<LoginsOfAgent> {
  const { region, registryIds = [], roleArn, hosts } = loginParameters(options);
  const { externalId } = options;
  if (externalId !== undefined && roleArn === undefined) throw usageError('--external-id goes with --role-arn');
  const { getAgentLogins } = await import('../agent/index.ts');
  const { logins, session } = await getAgentLogins({
    registryIds,
    // No other format shows whose session it is.
    showsSession: isJson,
    ...(region !== undefined && { region }),
    ...(roleArn !== undefined && { roleArn }),
    ...(externalId !== undefined && { externalId }),
  });
  const now = new Date();
  const ends = [...logins.map(({ expiresAt }) => expiresAt), ...(session.expiresAt ? [session.expiresAt] : [])];
  const endsAt = new Date(Math.min(...ends.map((end) => end.getTime())));
  const issued: IssuedLogins = {
    requestId: '',
    connectorId: AGENT,
    format: 'json',
    issuedAt: now,
    logins,
    refreshAfter: refreshAfter(now, endsAt, Math.random()),
    source: 'fresh',
    ...(hosts !== undefined && { hosts }),
  };
  return { issued, render: (one, how) => (one.format === 'json' ? json(one, session) : renderLogins(one, how)) };
}

/** Writes what is known: there is neither a request of the service nor a connector. */
function json(issued: IssuedLogins, { arn, expiresAt }: AgentSession): RenderedBody {
  const { connectorId: _none, credentials, refreshAfter } = loginsJson(issued);
  const session = { ...(arn && { arn }), ...(expiresAt && { expirationDate: expiresAt }) };
  const isKnown = Object.keys(session).length > 0;
  const body = { credentials, ...(isKnown && { session }), refreshAfter, source: AGENT };
  return { contentType: 'application/json', body: JSON.stringify(body) };
}
