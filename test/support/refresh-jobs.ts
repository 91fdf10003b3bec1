// Definitions of refresh jobs as an operator writes them, and where their logins go.
import type { StandIn } from '../../local/stand-in/server.ts';

type Fields = Readonly<Record<string, unknown>>;

export function secretArn(id: string) {
  return `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/${id}`;
}
export function parameterArn(id: string) {
  return `arn:aws:ssm:eu-west-1:111122223333:parameter/portunus/dev/logins/${id}`;
}

/** A connector that lets jobs in, one of its own name if not told otherwise. */
export function aConnector(id: string, jobs: readonly string[] = [id], more: Fields = {}) {
  return {
    id,
    account: 'build',
    principalType: 'assumed-role',
    roleArn: `arn:aws:iam::123456789012:role/portunus/${id}`,
    region: 'eu-west-1',
    access: 'pull',
    systemScope: true,
    grants: jobs.map((refreshJob) => ({ refreshJob })),
    ...more,
  };
}

/** A job by the connector of its name, into a secret that it makes if need be. */
export function aSecretJob(id: string, more: Fields = {}) {
  return {
    id,
    connector: id,
    destination: { type: 'secretsmanager', arn: secretArn(id), create: {} },
    format: 'docker-config',
    ...more,
  };
}

/** The same, into a parameter: of the larger kind, as a docker config has more than 4 KB. */
export function aParameterJob(id: string, more: Fields = {}) {
  return {
    ...aSecretJob(id),
    destination: { type: 'ssm', arn: parameterArn(id), tier: 'advanced', create: {} },
    ...more,
  };
}

/** A connector and a job of its name for each of these. */
export function withConnectors(...jobs: readonly { readonly id: string }[]) {
  return {
    connectors: jobs.map(({ id }) => aConnector(id)),
    refreshJobs: jobs,
  };
}

/** All values that were written to a job's destination, oldest first, whichever service it is of. */
export function writtenBy({ secret, parameter }: StandIn, job: string): readonly string[] {
  const versions =
    secret(`portunus/dev/logins/${job}`)?.versions ?? parameter(`/portunus/dev/logins/${job}`)?.versions ?? [];
  return versions.map(({ value }) => value);
}

/** What a job's consumers read now. */
export function currentOf(standIn: StandIn, job: string): string | undefined {
  const secret = standIn.secret(`portunus/dev/logins/${job}`);
  if (secret === undefined) return standIn.parameter(`/portunus/dev/logins/${job}`)?.versions.at(-1)?.value;
  const current = secret.versions.filter(({ stages }) => stages.includes('AWSCURRENT'));
  if (current.length > 1) throw new Error(`${job} has ${current.length} current versions`);
  return current[0]?.value;
}

/** Which login a docker config holds, counted in the order in which ECR issued them; -1 for none of them. */
export function issueOrder({ issued }: StandIn, value: string | undefined): number {
  const logins = issued.flatMap((one) => ('authorizations' in one ? one.authorizations : []));
  return logins.findIndex(({ authorizationToken }) => value?.includes(authorizationToken));
}
