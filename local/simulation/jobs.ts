const JOBS_PER_CONNECTOR = 100;

/** What limits the life of a simulated job's login: the session of one hour, or the token of twelve. */
export type Lifetime = 'session' | 'token';

export function jobId(index: number): string {
  return `job-${index}`;
}

export function secretName(index: number): string {
  return `portunus/dev/logins/${jobId(index)}`;
}

export function lifetimeOf(index: number, sessionShare: number): Lifetime {
  // Spreads the session jobs evenly, whatever the number of jobs.
  return Math.floor((index + 1) * sessionShare) > Math.floor(index * sessionShare) ? 'session' : 'token';
}

function connectorOf(index: number, lifetime: Lifetime): string {
  return `${lifetime}-${Math.floor(index / JOBS_PER_CONNECTOR)}`;
}

/** Returns the definitions of `jobs` jobs, as an operator would write them. */
export function simulatedDefinitions(jobs: number, sessionShare: number): object {
  const indexes = Array.from({ length: jobs }, (_, index) => index);
  const connectors = Map.groupBy(indexes, (index) => connectorOf(index, lifetimeOf(index, sessionShare)));
  return {
    connectors: [...connectors].map(([id, members]) => ({
      id,
      account: 'build',
      principalType: 'assumed-role',
      roleArn: `arn:aws:iam::123456789012:role/portunus/${id}`,
      region: 'eu-west-1',
      access: 'pull',
      systemScope: true,
      loginLifetime: id.split('-')[0],
      grants: members.map((index) => ({ refreshJob: jobId(index) })),
    })),
    refreshJobs: indexes.map((index) => ({
      id: jobId(index),
      connector: connectorOf(index, lifetimeOf(index, sessionShare)),
      destination: {
        type: 'secretsmanager',
        arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${secretName(index)}`,
        create: {},
      },
      format: 'json',
    })),
  };
}
