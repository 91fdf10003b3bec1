import { describe, expect, it } from 'vitest';
import { issuerOf } from '../../../shared/domain/caller.ts';
import { anIamCaller, aWorkload } from '../../support/builders.ts';

describe("the name of a caller's issuer", () => {
  it("is the issuer's id for a token", () => {
    expect(issuerOf(aWorkload({ issuer: 'github' }))).toBe('github');
  });

  it('is aws-iam for a signed request', () => {
    expect(issuerOf(anIamCaller())).toBe('aws-iam');
  });
});
