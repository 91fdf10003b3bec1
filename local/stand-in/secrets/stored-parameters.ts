import { partitionOfRegion } from '../core/arn.ts';
import { accountOf } from '../iam/authorize.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import type { StoredParameter } from '../core/stored.ts';

const FAILURES: Readonly<Record<string, string>> = {
  ParameterNotFound: 'The parameter could not be found.',
  AccessDeniedException: 'The ciphertext refers to a customer master key that you do not have access to.',
  InternalServerError: 'An error occurred on the server side.',
};

export function parameterFailure(code: string) {
  return new AwsError(
    code,
    code === 'InternalServerError' ? 500 : 400,
    FAILURES[code] ?? 'The parameter cannot be used.',
  );
}

/** Throws what the parameter was told to fail with; a key that is out of use matters only to what needs it. */
export function assertUsable({ failWith, keyId }: StoredParameter, needsKey: boolean): void {
  if (failWith === undefined || (failWith === 'InvalidKeyId' && !needsKey)) return;
  if (failWith !== 'InvalidKeyId') throw parameterFailure(failWith);
  const cause = '(Service: AWSKMS; Status Code: 400; Error Code: DisabledException)';
  throw new AwsError('InvalidKeyId', 400, `${keyId} is disabled. ${cause}`);
}

/** The ARN that a name has in the caller's account; the slash in front of a path is there once. */
export function parameterArn({ caller, region }: Call, name: string): string {
  const { partition } = partitionOfRegion(region);
  return `arn:${partition}:ssm:${region}:${accountOf(caller)}:parameter/${name.replace(/^\//, '')}`;
}

/** For tests, which know of no caller: by ARN, or by a name that only one parameter has. */
export function lookUpParameter({ parameters }: State, arnOrName: string): StoredParameter | undefined {
  const found = [...parameters.values()].filter(({ arn, name }) => arn === arnOrName || name === arnOrName);
  if (found.length > 1) throw new RangeError(`More than one parameter is called ${arnOrName}`);
  return found[0];
}
