import { type Call, withinCall } from '../domain/call.ts';
import type { ObtainedLogins } from '../domain/credential.ts';
import { PortunusError } from '../domain/errors.ts';
import { createLoginCache } from './login-cache.ts';
import type { LoginPlan } from './plan-login.ts';
import type { AssumeRole, GetRegistryLogins } from './ports.ts';

export type ObtainLogins = (
  plan: LoginPlan,
  call: Call,
) => Promise<ObtainedLogins & { readonly source: 'fresh' | 'cache' }>;

/**
 * Logins from the cache while over half of their life is left, from an equal request under way, or fresh.
 * Stands below authorization: whoever gets here was let in anew. Failures are not kept.
 */
export const createObtainLogins = (ports: {
  readonly assumeRole: AssumeRole;
  readonly getRegistryLogins: GetRegistryLogins;
}): ObtainLogins => {
  const cache = createLoginCache();
  const underWay = new Map<string, Promise<ObtainedLogins>>();

  const obtain = async (plan: LoginPlan, call: Call): Promise<ObtainedLogins> => {
    const session = await ports.assumeRole(plan.session, call);
    const logins = await ports.getRegistryLogins(plan.login, session, call);
    const { arn, expiresAt } = session;
    const ends = [...logins.map((login) => login.expiresAt), ...(plan.loginLifetime === 'session' ? [expiresAt] : [])];
    const endsAt = new Date(Math.min(...ends.map((end) => end.getTime())));
    const obtained = { logins, session: { arn, expiresAt }, obtainedAt: call.now(), endsAt };
    cache.put(plan.key, obtained);
    return obtained;
  };

  return async (plan, call) => {
    const held = cache.get(plan.key, call.now());
    if (held !== undefined) return { ...held, source: 'cache' };
    const flight = underWay.get(plan.key);
    if (flight !== undefined) return { ...(await withinCall(flight, call, waitedTooLong)), source: 'cache' };
    const own = obtain(plan, call).finally(() => underWay.delete(plan.key));
    underWay.set(plan.key, own);
    return { ...(await own), source: 'fresh' };
  };
};

const waitedTooLong = () => new PortunusError('deadline_exceeded', 'sts', { reason: 'waited_for_an_equal_request' });
