// Errors of CodeArtifact as the SDK throws them (CodeArtifact API reference, errors of each call and "Common Errors").
import { expect, it } from 'vitest';
import { loginError } from '../../../../shared/aws/login-error.ts';
import { aCall } from '../../../support/builders.ts';

it.each([
  ['AccessDeniedException', 403, 'codeartifact_refused', /sts:GetServiceBearerToken.*must be allowed/],
  ['ResourceNotFoundException', 404, 'codeartifact_refused', /no such domain or repository/],
  ['ValidationException', 400, 'codeartifact_refused', /^ValidationException$/],
  ['UnrecognizedClientException', 403, 'codeartifact_refused', /enable the region/],
  ['ThrottlingException', 429, 'codeartifact_unavailable', /CodeArtifact throttles/],
  ['InternalServerException', 500, 'codeartifact_unavailable', /^InternalServerException$/],
  ['SyntaxError', 200, 'upstream_invalid', /^SyntaxError$/],
])('%s (%d) of CodeArtifact is %s, and the operator reads %s', (name, httpStatusCode, code, reason) => {
  const thrown = Object.assign(new Error('CANARY'), { name, $metadata: { httpStatusCode } });
  expect(loginError(thrown, 'codeartifact', aCall())).toMatchObject({
    code,
    stage: 'codeartifact',
    reason: expect.stringMatching(reason),
  });
});

it('says that a region has no CodeArtifact, which trying again does not change', () => {
  const thrown = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
  expect(loginError(thrown, 'codeartifact', aCall())).toMatchObject({
    code: 'codeartifact_refused',
    reason: expect.stringMatching(/^ENOTFOUND: there is no CodeArtifact in this region/),
  });
});
