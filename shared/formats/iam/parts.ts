// What the forms have in common.
import { PortunusError } from '../../domain/errors.ts';
import type { IamFormName } from '../../domain/iam-form.ts';
import type { IamDocument, IamPlace, IamResource, IamSetup } from '../../domain/iam-resource.ts';

/** A resource, and the account that it is in. */
export interface Placed<R extends IamResource = IamResource> {
  readonly place: IamPlace;
  readonly resource: R;
}

/** The ARN of what others can name. A user's policy and a repository's have none. */
export function arnOf({ place: { partition, accountId }, resource }: Placed): string | undefined {
  const arn = `arn:${partition}:iam::${accountId}`;
  if (resource.type === 'role') return `${arn}:role${resource.path}${resource.name}`;
  if (resource.type === 'managed-policy') return `${arn}:policy${resource.path}${resource.name}`;
  if (resource.type === 'oidc-provider') return `${arn}:oidc-provider/${resource.url.replace(/^https:\/\//, '')}`;
  return undefined;
}

/** What a resource is called by its name, for people and for labels. */
export function nameOf(resource: IamResource): string {
  if (resource.type === 'oidc-provider') return resource.url.replace(/^https:\/\//, '');
  if (resource.type === 'user-policy') return `${resource.userName}-${resource.name}`;
  return resource.type === 'repository-policy' ? resource.repository : resource.name;
}

function principalsOf({ Statement }: IamDocument): string[] {
  return Statement.flatMap(({ Principal = {} }) => Object.values(Principal).flat());
}

/** The ARNs that must exist before AWS takes a resource that names them. */
function neededBy(resource: IamResource): readonly string[] {
  if (resource.type === 'repository-policy') return principalsOf(resource.document);
  if (resource.type !== 'role') return [];
  const { trust, managedPolicyArns, permissionsBoundary = [] } = resource;
  return [...principalsOf(trust), ...managedPolicyArns, permissionsBoundary].flat();
}

export function dependenciesOf(placed: Placed, others: readonly Placed[]): readonly Placed[] {
  const needed = neededBy(placed.resource);
  return others.filter((other) => other !== placed && needed.includes(arnOf(other) ?? ''));
}

/** All resources, account by account, each after those that it names. */
export function resourcesInOrder({ places }: IamSetup): readonly Placed[] {
  const all = places.flatMap((place) => place.resources.map((resource) => ({ place, resource })));
  const ordered = new Set<Placed>();
  const visit = (placed: Placed, asking: readonly Placed[]): void => {
    // Two that name each other can't be made at all, so their order does not matter.
    if (asking.includes(placed)) return;
    for (const needed of dependenciesOf(placed, all)) visit(needed, [...asking, placed]);
    ordered.add(placed);
  };
  for (const placed of all) visit(placed, []);
  return [...ordered];
}

export function accountsOf({ places }: IamSetup): readonly string[] {
  return [...new Set(places.map(({ accountId }) => accountId))];
}

/**
 * The account, as part of a label. The account of a connector's role has none: a second account that comes in later must
 * not change the labels of what is there, which tools would then make a second time.
 */
export function accountLabel({ connectorId, places }: IamSetup, { accountId }: IamPlace): string {
  return connectorId !== undefined && accountId === places[0]?.accountId ? '' : accountId;
}

export function titleOf({ connectorId, purpose }: IamSetup): string {
  const connectors = `${connectorId === undefined ? 'the connectors' : `the connector ${connectorId}`} of Portunus`;
  return `What AWS needs for ${purpose ?? connectors}`;
}

/** A title and the advice, as comments of lines that begin with `#`. No text of it can end its line. */
export function headComment(setup: IamSetup, ...more: readonly string[]): string {
  return [`${titleOf(setup)}.`, ...setup.advice, ...more].map(asComment).join('#\n');
}

/** Text as lines of comment that a terminal can show. */
export function asComment(text: string): string {
  const words = text.split(/[\s\p{C}\p{Z}]+/u).filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 97) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}\n`).join('');
}

/** Writing an approximation would say something else of AWS than the other forms. */
export function formCanNotCarry(form: IamFormName, what: string): PortunusError {
  return new PortunusError('format_unknown', 'delivery', {
    errors: [{ field: 'as', detail: `${form} can not carry ${what}` }],
    detail: `${form}: ${what}`,
  });
}
