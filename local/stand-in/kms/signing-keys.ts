import { AwsError } from '../core/aws-error.ts';
import type { SigningKey } from '../core/provided.ts';
import type { Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,256}$/;
const CURVE = 'prime256v1';

/** Puts a key to sign with. Throws a RangeError for what is not a P-256 key, or not its ARN. */
export function putSigningKey({ signingKeys }: State, key: SigningKey): void {
  if (!KEY_ARN.test(key.arn)) throw new RangeError(`Not the ARN of a key: ${key.arn}`);
  if (key.privateKey.asymmetricKeyDetails?.namedCurve !== CURVE) throw new RangeError('Not a key on the curve P-256');
  signingKeys.set(key.arn, key);
}

/** Returns the key that a call names by its ARN, ID or alias. Throws KMS's error if the caller may not use it. */
export function reachKey(call: Call, keyId: string, action: string): SigningKey {
  const { state, caller, region, request } = call;
  const key = [...state.signingKeys.values()].find((one) => isNamedBy(one, keyId, call));
  if (key === undefined) {
    throw new AwsError('NotFoundException', 400, `Key '${keyId}' does not exist`);
  }
  const asked = { action, resource: key.arn, context: requestContext(request, region) };
  const decision = mayDo(state, caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', 400, refusalText(caller, asked, decision));
  if (key.failWith !== undefined) throw new AwsError(key.failWith, 400, `${key.arn} is not usable`);
  return key;
}

/** A key in another account can't be named without its ARN. */
function isNamedBy({ arn, alias }: SigningKey, keyId: string, { caller, region }: Call): boolean {
  const [, partition, , keyRegion, account, id] = arn.split(':');
  if (keyRegion !== region) return false;
  if (keyId === arn || keyId === `arn:${partition}:kms:${region}:${account}:${alias}`) return true;
  return account === accountOf(caller) && (keyId === alias || `key/${keyId}` === id);
}
