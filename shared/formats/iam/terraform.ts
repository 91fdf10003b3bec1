import type { IamDocument, IamResource, IamRole, IamSetup } from '../../domain/iam-resource.ts';
import { createUniqueNames } from '../../domain/unique-names.ts';
import { block, type Entries, list, quoted, toExpression } from './hcl.ts';
import {
  accountLabel,
  asComment,
  dependenciesOf,
  headComment,
  nameOf,
  type Placed,
  resourcesInOrder,
} from './parts.ts';

const TYPES: Readonly<Record<IamResource['type'], string>> = {
  role: 'aws_iam_role',
  'oidc-provider': 'aws_iam_openid_connect_provider',
  'managed-policy': 'aws_iam_policy',
  'user-policy': 'aws_iam_user_policy',
  'repository-policy': 'aws_ecr_repository_policy',
};

const PROVIDERS = asComment(
  'Add what lets Terraform into each account, for example profile or assume_role, or pass in providers of your own.',
);
const REPLACES = asComment(
  'AWS keeps one policy for a repository. This one takes the place of another: add its statements here first.',
);

function toLabel(name: string): string {
  return name.replaceAll(/\W/g, '_').replace(/^(?=\d)/, '_');
}

function jsonencode(document: IamDocument): string {
  return `jsonencode(${toExpression(document)})`;
}

/** The alias of the provider of an account, in a region if the resource has one. Undefined is the default provider. */
function aliasOf(setup: IamSetup, { place, resource }: Placed): string | undefined {
  if (resource.type === 'repository-policy') return `account_${place.accountId}_${toLabel(resource.region)}`;
  return accountLabel(setup, place) === '' ? undefined : `account_${place.accountId}`;
}

function providerBlocks(setup: IamSetup, all: readonly Placed[]): readonly string[] {
  const blocks = new Map<string, string>();
  for (const placed of all) {
    const alias = aliasOf(setup, placed);
    if (alias === undefined) continue;
    const region: Entries =
      placed.resource.type === 'repository-policy' ? [['region', quoted(placed.resource.region)]] : [];
    const accounts: Entries = [['allowed_account_ids', list([quoted(placed.place.accountId)])]];
    blocks.set(alias, block('provider "aws"', [['alias', quoted(alias)], ...region, ...accounts]));
  }
  const [first, ...others] = blocks.values();
  return first === undefined ? [] : [`${PROVIDERS}${first}`, ...others];
}

/** What a resource is made of, beside its provider and dependencies: short attributes, and its document. */
function contentsOf(resource: Exclude<IamResource, IamRole>): readonly Entries[] {
  if (resource.type === 'oidc-provider') {
    return [
      [
        ['url', quoted(resource.url)],
        ['client_id_list', toExpression(resource.clientIds)],
      ],
    ];
  }
  const policy: Entries = [['policy', jsonencode(resource.document)]];
  if (resource.type === 'repository-policy') return [[['repository', quoted(resource.repository)]], policy];
  const name = ['name', quoted(resource.name)] as const;
  if (resource.type === 'user-policy') return [[name, ['user', quoted(resource.userName)]], policy];
  return [[name, ['path', quoted(resource.path)], ...described(resource)], policy];
}

function described({ description }: { readonly description: string }): Entries {
  return description === '' ? [] : [['description', quoted(description)]];
}

function roleContents(role: IamRole): readonly Entries[] {
  const { permissionsBoundary } = role;
  return [
    [
      ['name', quoted(role.name)],
      ['path', quoted(role.path)],
      ...described(role),
      ['max_session_duration', toExpression(role.maxSessionSeconds)],
      ...(permissionsBoundary === undefined ? [] : [['permissions_boundary', quoted(permissionsBoundary)] as const]),
    ],
    [['assume_role_policy', jsonencode(role.trust)]],
  ];
}

/** An address of Terraform: the type of a resource, a dot, and a label of its own. */
type Addresses = (type: string, name: string) => string;

function headOf(address: string): string {
  return `resource ${address.split('.').map(quoted).join(' ')}`;
}

/** Blocks for what a role is given, which Terraform keeps apart from it. */
function givenTo(role: IamRole, of: string, provider: Entries, toAddress: Addresses): readonly string[] {
  const name = ['role', `${of}.name`] as const;
  const [, label = ''] = of.split('.');
  return [
    ...role.policies.map((policy) =>
      block(
        headOf(toAddress('aws_iam_role_policy', `${label}_${policy.name}`)),
        [...provider, ['name', quoted(policy.name)], name],
        [['policy', jsonencode(policy.document)]],
      ),
    ),
    ...role.managedPolicyArns.map((arn) =>
      block(headOf(toAddress('aws_iam_role_policy_attachment', `${label}_${arn.replace(/^.*\//, '')}`)), [
        ...provider,
        name,
        ['policy_arn', quoted(arn)],
      ]),
    ),
  ];
}

/**
 * Returns a configuration to put beside others. The account of a connector's role has the default provider, so that the
 * file fits in as it is. Other accounts, and the region of a repository, have a provider that refuses all but its account.
 */
export function writeTerraform(setup: IamSetup): string {
  const all = resourcesInOrder(setup);
  const unique = createUniqueNames();
  const toAddress: Addresses = (type, name) => unique(`${type}.${toLabel(name)}`);
  const addresses = new Map(
    all.map((placed) => {
      const name = [nameOf(placed.resource), accountLabel(setup, placed.place)].filter((part) => part !== '').join('_');
      return [placed, toAddress(TYPES[placed.resource.type], name)];
    }),
  );
  const blocks = all.flatMap((placed) => {
    const { resource } = placed;
    const address = addresses.get(placed) ?? '';
    const alias = aliasOf(setup, placed);
    const provider: Entries = alias === undefined ? [] : [['provider', `aws.${alias}`]];
    const needed = dependenciesOf(placed, all).map((one) => addresses.get(one) ?? '');
    const dependsOn: Entries = needed.length === 0 ? [] : [['depends_on', list(needed)]];
    const [short = [], ...documents] = resource.type === 'role' ? roleContents(resource) : contentsOf(resource);
    const made = block(headOf(address), [...provider, ...short], ...documents, dependsOn);
    return [
      resource.type === 'repository-policy' ? `${REPLACES}${made}` : made,
      ...(resource.type === 'role' ? givenTo(resource, address, provider, toAddress) : []),
    ];
  });
  return [headComment(setup), ...providerBlocks(setup, all), ...blocks].join('\n');
}
