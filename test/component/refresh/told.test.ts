// What refreshes tell: log lines that are metrics, and no secret in any of them, or in a table.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useRefresh } from '../../support/refresh.ts';
import { aSecretJob, withConnectors } from '../../support/refresh-jobs.ts';
import { letTimePass } from '../../support/refresh-state.ts';

function metric(dimensions: readonly string[][]) {
  const life = { Namespace: 'Portunus', Dimensions: dimensions, Metrics: [{ Name: 'secondsLeft', Unit: 'Seconds' }] };
  return { Timestamp: expect.any(Number), CloudWatchMetrics: expect.arrayContaining([life]) };
}

describe.each([
  { told: 'nothing', environment: {}, dimensions: [['stage'], ['stage', 'job']] },
  { told: 'true', environment: { PORTUNUS_METRICS_PER_JOB: 'true' }, dimensions: [['stage'], ['stage', 'job']] },
  { told: 'false', environment: { PORTUNUS_METRICS_PER_JOB: 'false' }, dimensions: [['stage']] },
])('told $told of PORTUNUS_METRICS_PER_JOB', ({ environment, dimensions }) => {
  const world = useRefresh({ environment });
  const job = aSecretJob('shop');
  const linesOf = (message: string) => {
    const lines = world.takeLog();
    return lines.filter((line) => line.message === message && line.job === 'shop');
  };
  beforeAll(() => world.define(withConnectors(job)));
  afterAll(async () => expect(await world.leaks()).toEqual([]));

  it('a delivery is a line with the life that is left, as a metric', async () => {
    await world.engine.dispatch();
    await world.engine.deliver();
    const lines = linesOf('refresh');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        message: 'refresh',
        stage: 'dev',
        function: 'refresh-deliver',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        job: 'shop',
        outcome: 'delivered',
        secondsLeft: expect.any(Number),
        failures: 0,
        code: 'ok',
        endsAt: expect.any(String),
        nextDue: expect.any(String),
        _aws: metric(dimensions),
      },
    ]);
    expect(lines[0].secondsLeft).toBeGreaterThan(3_000);
    expect(lines[0].secondsLeft).toBeLessThanOrEqual(3_600);
  });

  it('a job that falls due is a line with the life that is left, as a metric', async () => {
    await letTimePass(world.aws, 'shop');
    await world.engine.dispatch();
    const lines = linesOf('due');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', job: 'shop', _aws: metric(dimensions) });
    expect(lines[0].secondsLeft).toBeGreaterThan(3_000);
  });

  it('a failure is an error with its code, the reason and the life that is left', async () => {
    world.standIn.putSecret({
      arn: world.standIn.secret('portunus/dev/logins/shop')?.arn ?? '',
      failWith: 'EncryptionFailure',
    });
    await world.engine.deliver();
    const lines = linesOf('refresh');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'error',
      outcome: 'failed',
      code: 'destination_refused',
      reason:
        "EncryptionFailure: the secret's KMS key is disabled, pending deletion, or does not let the function encrypt",
      _aws: metric(dimensions),
    });
    expect(lines[0].secondsLeft).toBeGreaterThan(3_000);
  });
});

describe('a job that has never stored anything', () => {
  const world = useRefresh();

  it('is no metric when it falls due, and one of no life when it fails', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/nobody';
    await world.define(withConnectors(aSecretJob('nobody', { destination: { type: 'secretsmanager', arn } })));
    await world.engine.dispatch();
    await world.engine.deliver();
    const lines = world.takeLog().filter(({ job }) => job === 'nobody');
    expect(lines.map(({ message, secondsLeft }) => [message, secondsLeft])).toEqual([['refresh', 0]]);
  });
});
