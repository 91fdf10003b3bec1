import type { IamDocument, IamResource, IamRole, IamSetup } from '../../domain/iam-resource.ts';
import { quoteForShell } from '../bash.ts';
import {
  accountsOf,
  arnOf,
  asComment,
  formCanNotCarry,
  headComment,
  nameOf,
  type Placed,
  resourcesInOrder,
} from './parts.ts';

const BEGIN = `set -eu
export AWS_PAGER=''

# Whether AWS has something. Ends the script when AWS gives any other reason than that it has not.
exists() {
  if answer=$("$@" 2>&1); then return 0; fi
  case $answer in
    *'(NoSuchEntity)'* | *'(RepositoryPolicyNotFoundException)'*) return 1 ;;
  esac
  fail "$answer"
}

fail() {
  printf '%s\\n' "$1" >&2
  exit 1
}

account=$(aws sts get-caller-identity --query Account --output text)
case $account in
`;

/** A word of the script. Quotes are left out where they do nothing. */
function word(text: string): string {
  if (text.includes('\0')) throw formCanNotCarry('aws-cli', 'a NUL');
  return /^[\w./:@%+,-]+$/.test(text) ? text : quoteForShell(text);
}

/** An option of the AWS CLI. One word: a value that begins with a hyphen is then no option of its own. */
function option(name: string, value: string): string {
  // The AWS CLI would send the contents of the file.
  if (/^(?:fileb?|https?):\/\//.test(value)) throw formCanNotCarry('aws-cli', `an address as ${name}`);
  return value.startsWith('-') ? `--${name}=${word(value)}` : `--${name} ${word(value)}`;
}

/** JSON that is the same text in every locale of a shell, and in a literal of JMESPath. */
function json(value: object | string, space?: number): string {
  return JSON.stringify(value, null, space).replaceAll(
    /[^\n\x20-\x5f\x61-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function asVariable(document: IamDocument): string {
  return `document=${quoteForShell(json(document, 2))}\n`;
}

/** Free text goes in as JSON, because the AWS CLI reads an option that begins with `file://` from that file. */
function input(values: Readonly<Record<string, unknown>>): string {
  return `--cli-input-json ${quoteForShell(json(values))}`;
}

function described({ description }: { readonly description: string }) {
  return description === '' ? {} : { Description: description };
}

function roleCommands(placed: Placed<IamRole>): string {
  const role = placed.resource;
  const { permissionsBoundary } = role;
  const [name, arn] = [option('role-name', role.name), word(arnOf(placed) ?? '')];
  const common = { RoleName: role.name, ...described(role), MaxSessionDuration: role.maxSessionSeconds };
  const made = {
    ...common,
    Path: role.path,
    ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
  };
  return [
    asVariable(role.trust),
    `if exists aws iam get-role ${name}; then\n`,
    `  found=$(aws iam get-role ${name} --query Role.Arn --output text)\n`,
    `  [ "$found" = ${arn} ] || fail "$found is there already, and would have to be removed first."\n`,
    ...(permissionsBoundary === undefined
      ? []
      : [`  aws iam put-role-permissions-boundary ${name} ${option('permissions-boundary', permissionsBoundary)}\n`]),
    `  aws iam update-assume-role-policy ${name} --policy-document "$document"\n`,
    `  aws iam update-role ${input(common)} >/dev/null\n`,
    'else\n',
    `  aws iam create-role ${input(made)} --assume-role-policy-document "$document" >/dev/null\n`,
    'fi\n',
    ...role.policies.flatMap((policy) => [
      asVariable(policy.document),
      `aws iam put-role-policy ${name} ${option('policy-name', policy.name)} --policy-document "$document"\n`,
    ]),
    ...role.managedPolicyArns.map((policy) => `aws iam attach-role-policy ${name} ${option('policy-arn', policy)}\n`),
  ].join('');
}

function managedPolicyCommands(placed: Placed<Extract<IamResource, { type: 'managed-policy' }>>): string {
  const { name, path, document } = placed.resource;
  const arn = option('policy-arn', arnOf(placed) ?? '');
  const made = { PolicyName: name, Path: path, ...described(placed.resource) };
  return [
    asVariable(document),
    `if exists aws iam get-policy ${arn}; then\n`,
    `  version=$(aws iam get-policy ${arn} --query Policy.DefaultVersionId --output text)\n`,
    `  same=$(aws iam get-policy-version ${arn} --version-id "$version" \\\n`,
    '    --query "PolicyVersion.Document == \\`$document\\`" --output text)\n',
    '  if [ "$same" != True ]; then\n',
    '    # AWS keeps five versions.\n',
    `    oldest=$(aws iam list-policy-versions ${arn} --output text \\\n`,
    "      --query 'Versions[4:] && (Versions[?!IsDefaultVersion] | sort_by(@, &CreateDate) | [0].VersionId)')\n",
    `    [ -z "$oldest" ] || aws iam delete-policy-version ${arn} --version-id "$oldest"\n`,
    `    aws iam create-policy-version ${arn} --policy-document "$document" --set-as-default >/dev/null\n`,
    '  fi\n',
    'else\n',
    `  aws iam create-policy ${input(made)} --policy-document "$document" >/dev/null\n`,
    'fi\n',
  ].join('');
}

function oidcProviderCommands(placed: Placed<Extract<IamResource, { type: 'oidc-provider' }>>): string {
  const { url, clientIds } = placed.resource;
  const OpenIDConnectProviderArn = arnOf(placed) ?? '';
  const arn = option('open-id-connect-provider-arn', OpenIDConnectProviderArn);
  const added = clientIds.flatMap((ClientID) => {
    const isThere = quoteForShell(`contains(ClientIDList, \`${json(ClientID)}\`)`);
    return [
      `  found=$(aws iam get-open-id-connect-provider ${arn} --query ${isThere} --output text)\n`,
      '  [ "$found" = True ] ||\n',
      `    aws iam add-client-id-to-open-id-connect-provider ${input({ OpenIDConnectProviderArn, ClientID })}\n`,
    ];
  });
  return [
    `if exists aws iam get-open-id-connect-provider ${arn}; then\n`,
    ...(added.length === 0 ? ['  :\n'] : added),
    'else\n',
    `  aws iam create-open-id-connect-provider ${input({ Url: url, ClientIDList: clientIds })} >/dev/null\n`,
    'fi\n',
  ].join('');
}

function repositoryPolicyCommands({ resource }: Placed<Extract<IamResource, { type: 'repository-policy' }>>): string {
  const { repository, region, document } = resource;
  const where = `${option('region', region)} ${option('repository-name', repository)}`;
  const without = (variable: string) => `"$(printf '%s' "$${variable}" | tr -d '[:space:]')"`;
  return [
    asVariable(document),
    `if exists aws ecr get-repository-policy ${where}; then\n`,
    `  found=$(aws ecr get-repository-policy ${where} --query policyText --output text)\n`,
    `  [ "\${1-}" = --replace ] || [ ${without('found')} = ${without('document')} ] ||\n`,
    `    fail ${word(`The repository ${repository} has another policy, which this one would replace. Add its statements here, or run this with --replace.`)}\n`,
    'fi\n',
    `aws ecr set-repository-policy ${where} --policy-text "$document" >/dev/null\n`,
  ].join('');
}

function commandsFor(placed: Placed): string {
  const { resource } = placed;
  switch (resource.type) {
    case 'role':
      return roleCommands({ ...placed, resource });
    case 'managed-policy':
      return managedPolicyCommands({ ...placed, resource });
    case 'oidc-provider':
      return oidcProviderCommands({ ...placed, resource });
    case 'repository-policy':
      return repositoryPolicyCommands({ ...placed, resource });
    case 'user-policy': {
      const { userName, name } = resource;
      const options = `${option('user-name', userName)} ${option('policy-name', name)}`;
      return `${asVariable(resource.document)}aws iam put-user-policy ${options} --policy-document "$document"\n`;
    }
  }
}

/**
 * Returns a script for POSIX shells that makes what is missing and updates what is there. It is the same for all
 * accounts, and does the part of the account whose credentials it is run with.
 */
export function writeAwsCli(setup: IamSetup): string {
  const all = resourcesInOrder(setup);
  const accounts = accountsOf(setup);
  const branches = accounts.map((accountId) => {
    const here = all.filter(({ place }) => place.accountId === accountId);
    const commands = here.map(
      (placed) => asComment(`${placed.resource.type} ${nameOf(placed.resource)}`) + commandsFor(placed),
    );
    return `${accountId})\n${commands.join('\n')};;\n`;
  });
  const refusal = `This is for the account ${accounts.join(' or ')}, not for`;
  const usage = 'Run this with sh, and with the credentials of an administrator of each account. You may run it again.';
  return [
    `#!/bin/sh\n${headComment(setup, usage)}`,
    BEGIN,
    ...branches,
    `*)\nfail ${word(refusal)}" $account."\n;;\nesac\n`,
  ].join('');
}
