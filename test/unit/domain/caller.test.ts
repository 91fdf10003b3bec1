import { describe, expect, it } from 'vitest';
import { issuerOf, jobCaller } from '../../../shared/domain/caller.ts';
import { anIamCaller, aWorkload } from '../../support/builders.ts';

describe("the name of a caller's issuer", () => {
  it("is the issuer's id for a token", () => {
    expect(issuerOf(aWorkload({ issuer: 'github' }))).toBe('github');
  });

  it('is aws-iam for a signed request', () => {
    expect(issuerOf(anIamCaller())).toBe('aws-iam');
  });

  it('is refresh-job for a job of ours, whatever it is called', () => {
    expect(issuerOf(jobCaller('nightly', 'ada'))).toBe('refresh-job');
    expect(issuerOf(jobCaller('aws-iam', 'ada'))).toBe('refresh-job');
  });
});

describe('a refresh job as a caller', () => {
  it('is a workload that administers nothing, known by its id and by who defined it', () => {
    expect(jobCaller('nightly', 'arn:aws:iam::123456789012:user/ada')).toEqual({
      via: 'job',
      kind: 'workload',
      subject: 'nightly',
      claims: { sub: 'nightly', job: 'nightly', definedBy: 'arn:aws:iam::123456789012:user/ada' },
      administrator: false,
    });
  });
});
