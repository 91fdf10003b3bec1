import { AwsError } from '../core/aws-error.ts';
import { createRegistryPassword } from '../core/identifiers.ts';
import type { Call } from '../core/service.ts';
import type { RegistryLogin } from '../core/state.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';

const LIFETIME_MS = 12 * 60 * 60 * 1000;

/** Returns the members of a JSON request. Throws the error of both registries if the body is not an object. */
export function readMembers(body: Buffer): Readonly<Record<string, unknown>> {
  let members: unknown;
  try {
    members = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 400, 'The request body is not valid JSON');
  }
  if (typeof members === 'object' && members !== null && !Array.isArray(members)) return { ...members };
  throw invalidParameter('input', 'must be a structure');
}

export function invalidParameter(name: string, constraint: string) {
  return new AwsError(
    'InvalidParameterException',
    400,
    `Invalid parameter at '${name}' failed to satisfy constraint: '${constraint}'`,
  );
}

/** Throws an AccessDeniedException unless the caller may perform an action without resources. */
export function assertMayDo({ state, caller, request, region }: Call, action: string): void {
  const asked = { action, resource: '*', context: requestContext(request, region) };
  const decision = mayDo(state, caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', 400, refusalText(caller, asked, decision));
}

/** Creates a login for the caller. The registry recognizes it by its password. */
export function createLogin({ state, caller, region }: Call, service: RegistryLogin['service'], registryId?: string) {
  const password = createRegistryPassword();
  // The time always has a fraction of a second, so that a test fails if a client expects whole seconds.
  const expiresAt = new Date(Math.floor(state.now().getTime() / 1000) * 1000 + LIFETIME_MS + 123);
  const login = { service, caller, registryId: registryId ?? accountOf(caller), region, expiresAt };
  state.authorizations.set(password, login);
  const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
  return { registryId: login.registryId, password, authorizationToken, expiresAt };
}
