// What must hold of a login to CodeArtifact, written down by hand from the one connector of the run that has any.
import type { Known, Seen } from './check-written.ts';
import { identityOf, mayBeIn, mayHave } from './oracle.ts';

type Json = Record<string, unknown>;

const LOGIN = ['connectorId', 'credentials', 'session', 'refreshAfter', 'source', 'duration'];
const REPOSITORIES = ['releases', 'staging'];

function sameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((element) => other.includes(element));
}
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Of a login that was given, in JSON. */
export function packagesFault({ event }: Seen, body: Json, known: Known, { id, ...asked }: Json): string | undefined {
  if (!mayHave(id, identityOf(event, known.tokens)) || id !== 'shop-packages') return 'WRONG GRANT';
  if (!sameSet(Object.keys(body), LOGIN) || body.connectorId !== id) return 'not a login to packages';
  const { domain, domainOwner, region, repository, authorizationToken, endpoints } = Object(body.credentials);
  if (domain !== 'shop' || domainOwner !== '123456789012') return 'A LOGIN TO ANOTHER DOMAIN';
  if (!mayBeIn('shop-packages', region, false)) return 'a login of a forbidden region';
  if (asked.repository !== repository) return 'A LOGIN TO ANOTHER REPOSITORY';
  if (repository !== undefined && !REPOSITORIES.includes(repository)) return 'A LOGIN TO A FOREIGN REPOSITORY';
  if (Object.keys(endpoints).length !== (repository === undefined ? 0 : 4)) return 'other addresses';
  const session = known.sessionOf(authorizationToken);
  if (session?.role !== 'shop-packages') return 'a login of another role';
  return policyFault(session.policy, { region, repository, access: asked.access });
}

/** Only a Deny holds whatever else a policy allows. */
function policyFault(policy: string | undefined, { region, repository, access }: Json): string | undefined {
  const statements: readonly Json[] = policy === undefined ? [] : JSON.parse(policy).Statement;
  const denies = statements.filter(({ Effect }) => Effect === 'Deny');
  const at = `arn:aws:codeartifact:${region}:123456789012`;
  const names = repository === undefined ? REPOSITORIES : [repository];
  const within = names.flatMap((name) => [`${at}:repository/shop/${name}`, `${at}:package/shop/${name}/*`]);
  const isWithin = denies.some(
    ({ NotAction, NotResource }) =>
      NotAction === 'sts:GetServiceBearerToken' && sameSet(listOf(NotResource), [`${at}:domain/shop`, ...within]),
  );
  if (!isWithin) return 'A TOKEN BEYOND ITS REPOSITORIES';
  const mayPublish = !denies.some(
    ({ NotAction, Resource }) => Resource === '*' && !listOf(NotAction).includes('codeartifact:PublishPackageVersion'),
  );
  return access === 'pull' && mayPublish ? 'A TOKEN THAT MAY PUBLISH' : undefined;
}
