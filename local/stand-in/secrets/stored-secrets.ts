import { accountOf } from '../iam/authorize.ts';
import type { Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import type { SecretVersion, StoredSecret } from '../core/stored.ts';

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const SUFFIX = /-[A-Za-z0-9]{6}$/;

export function withoutSuffix(arn: string): string {
  return arn.replace(SUFFIX, '');
}

/** Whether an id is a secret's whole ARN, its ARN without the suffix, or, within its account, its name. */
function isNamedBy({ arn, name }: StoredSecret, id: string, account: string) {
  if (!id.startsWith('arn:')) return name === id && arn.split(':')[4] === account;
  // What looks like a suffix is taken for one, so a name that ends like that needs its whole ARN.
  return arn === id || (!SUFFIX.test(id) && withoutSuffix(arn) === id);
}

/** The secret that a call names, in the region that the call is for. */
export function findSecret({ state, caller, region }: Call, id: string): StoredSecret | undefined {
  return [...state.secrets.values()].find(
    (secret) => secret.arn.split(':')[3] === region && isNamedBy(secret, id, accountOf(caller)),
  );
}

/** For tests, which know of no caller: by ARN, or by a name that only one secret has. */
export function lookUpSecret({ secrets }: State, arnOrName: string): StoredSecret | undefined {
  const found = [...secrets.values()].filter(({ arn, name }) => arn === arnOrName || name === arnOrName);
  if (found.length > 1) throw new RangeError(`More than one secret is called ${arnOrName}`);
  return found[0];
}

/** The versions once another is added; a stage is never on two of them. */
export function addVersion(
  versions: readonly SecretVersion[],
  added: Omit<SecretVersion, 'stages'>,
  wanted: readonly string[] = [CURRENT],
): readonly SecretVersion[] {
  const stages = [...new Set(versions.length === 0 ? [...wanted, CURRENT] : wanted)];
  const taken = stages.includes(CURRENT) ? [...stages, PREVIOUS] : stages;
  const older = versions.map((version) => {
    const kept = version.stages.filter((stage) => !taken.includes(stage));
    const isSuperseded = stages.includes(CURRENT) && version.stages.includes(CURRENT) && !stages.includes(PREVIOUS);
    return { ...version, stages: isSuperseded ? [...kept, PREVIOUS] : kept };
  });
  return [...older, { ...added, stages }];
}
