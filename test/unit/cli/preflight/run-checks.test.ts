import { describe, expect, it } from 'vitest';
import { ifThere, runChecks } from '../../../../cli/direct/preflight/run-checks.ts';
import { ok } from '../../../../cli/preflight/finding.ts';

/** An error as the SDK throws it. */
function sdkError(name: string, message: string, httpStatusCode: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

async function outcomeOf(error: Error): Promise<string | undefined> {
  const check = { name: 'certificate', actions: ['acm:DescribeCertificate'], run: () => Promise.reject(error) };
  return (await runChecks([check]))[0]?.detail;
}

describe('a check that cannot look', () => {
  it('names the right that AWS names', async () => {
    const message =
      'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:GetRole on resource: role deploy';
    expect(await outcomeOf(sdkError('AccessDenied', message, 403))).toBe('you may not do iam:GetRole');
  });

  it('names the rights that it needs where AWS names none, as in answers without a body', async () => {
    expect(await outcomeOf(sdkError('Unknown', 'UnknownError', 403))).toBe('you may not do acm:DescribeCertificate');
    expect(await outcomeOf(sdkError('AccessDeniedException', '', 400))).toBe('you may not do acm:DescribeCertificate');
  });

  it('quotes any other error', async () => {
    expect(await outcomeOf(sdkError('InternalFailure', 'try\n later', 500))).toBe(
      'AWS failed (InternalFailure: try later)',
    );
  });

  it('ends at its time limit, and stops no other', async () => {
    const hangs = {
      name: 'network',
      actions: [],
      run: (signal: AbortSignal) =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const works = { name: 'stack', actions: [], run: async () => [ok('portunus-prod is UPDATE_COMPLETE')] };
    expect(await runChecks([hangs, works], 1)).toMatchObject([
      { check: 'network', status: 'unknown', detail: 'AWS did not answer in time' },
      { check: 'stack', status: 'ok' },
    ]);
  });
});

describe('an answer that a thing does not exist', () => {
  it('is no error, if it has one of the names for it', async () => {
    expect(await ifThere(Promise.reject(sdkError('NotFound', '', 404)), 'NotFound')).toBeUndefined();
    await expect(ifThere(Promise.reject(sdkError('Throttling', '', 400)), 'NotFound')).rejects.toThrow();
    expect(await ifThere(Promise.resolve('here'), 'NotFound')).toBe('here');
  });
});
