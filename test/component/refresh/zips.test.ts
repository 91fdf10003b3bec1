// The zips of the two functions, each alone in an empty folder.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unzipFunction } from '../../support/package.ts';
import { useTemplate } from '../../support/template.ts';

const run = promisify(execFile);
const template = useTemplate();
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  // Nobody listens there.
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  PORTUNUS_DEFINITIONS_TABLE: 'definitions',
  PORTUNUS_ACTIVITY_TABLE: 'activity',
  PORTUNUS_REFRESH_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/refresh',
  PORTUNUS_ACCOUNT_ID: '111122223333',
};
const POISON = { Records: [{ messageId: 'm1', body: '{' }] };
const BAD = {
  PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'yes',
  PORTUNUS_METRICS_PER_JOB: 'per job',
  PORTUNUS_AUDIT_RETENTION_DAYS: '0',
  AWS_REGION: 'fips-us-east-1',
};
const FAULTS =
  'PORTUNUS_DEFINITIONS_TABLE is required; PORTUNUS_ACTIVITY_TABLE is required; ' +
  "PORTUNUS_ALLOW_PRIVATE_ISSUERS must be 'true' or 'false'; PORTUNUS_METRICS_PER_JOB must be 'true' or 'false'; " +
  'PORTUNUS_AUDIT_RETENTION_DAYS must be a number of days from 1 to 9999; ' +
  "AWS_REGION must have a region's form, such as eu-west-1";

describe.each([
  {
    name: 'refresh-dispatch',
    event: {},
    answered: { error: expect.stringContaining('table_unavailable') },
    own: 'PORTUNUS_REFRESH_QUEUE_URL',
  },
  {
    name: 'refresh-deliver',
    event: POISON,
    answered: { answer: { batchItemFailures: [{ itemIdentifier: 'm1' }] } },
    own: 'PORTUNUS_ACCOUNT_ID',
  },
])('the zip of $name', ({ name, event, answered, own }) => {
  it('holds its own build, no source map and nothing else', () => {
    const files = Object.keys(unzipSync(readFileSync(join(template.folder, `${name}.zip`))));
    expect(files).toContain(`dist/${name}/handler.js`);
    expect(files.filter((file) => !file.startsWith(`dist/${name}/`) || file.endsWith('.map'))).toEqual([]);
  });

  it('loads alone, in an empty folder, and answers', async () => {
    const script = `
      const { handler } = await import('./dist/${name}/handler.js');
      const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30000 };
      const told = await handler(JSON.parse(process.argv[1]), context).then(
        (answer) => ({ answer }),
        (error) => ({ error: String(error) }));
      process.stderr.write(JSON.stringify({ arity: handler.length, ...told }));`;
    const { stderr } = await run(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(event)], {
      cwd: unzipFunction(template.folder, name),
      env: ENVIRONMENT,
    });
    const { arity, ...told } = JSON.parse(stderr);
    expect(told).toEqual(answered);
    // nodejs24.x refuses a handler of three parameters: it would be a callback handler.
    expect(arity).toBeLessThan(3);
  });

  it.each([
    ['that is missing', {}, 'is required'],
    ['that is none', { [own]: 'here' }, /must be (?:a URL|12 digits)/],
  ])('fails at start, naming every variable, with one of its own %s', async (_what, more, detail) => {
    const script = `await import('./dist/${name}/handler.js')`;
    const started = run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: unzipFunction(template.folder, name),
      env: { ...BAD, ...more },
    });
    const failed = String(await started.catch((error: Error) => error));
    expect(failed).toContain(`Bad environment: ${FAULTS}; ${own} `);
    expect(failed.split(`${own} `)[1]).toMatch(detail);
  });
});
