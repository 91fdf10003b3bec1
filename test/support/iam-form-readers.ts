// What the forms of an IAM setup say, as their own tools would take it.
import { type Fact, sorted } from './iam-setups.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a tool parsed, read as the tool's documentation describes it.
type Parsed = any;

/** What CloudFormation makes of a template in these accounts, by its resource types and `Fn::Equals`. */
export function factsOfTemplate(text: string, accounts: readonly string[]): readonly Fact[] {
  const { Resources, Conditions = {}, Metadata }: Parsed = JSON.parse(text);
  const isIn = (account: string, condition: string | undefined) => {
    if (condition === undefined) return true;
    const [left, right] = Conditions[condition]['Fn::Equals'];
    expectSame(left, { Ref: 'AWS::AccountId' });
    return right === account;
  };
  const made = accounts.flatMap((account) =>
    Object.values<Parsed>(Resources)
      .filter(({ Condition }) => isIn(account, Condition))
      .map(({ Type, Properties }) => ({ account, ...TEMPLATE_TYPES[Type as keyof typeof TEMPLATE_TYPES](Properties) })),
  );
  const left = (Metadata?.Portunus.RepositoryPolicies ?? []).map((policy: Parsed) => ({
    account: policy.AccountId,
    type: 'repository-policy',
    name: `${policy.Region} ${policy.RepositoryName}`,
    document: policy.PolicyText,
  }));
  return sorted([...made, ...left]);
}

function expectSame(one: unknown, other: unknown): void {
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`${JSON.stringify(one)} is something else`);
}

const TEMPLATE_TYPES = {
  'AWS::IAM::Role': (role: Parsed) => ({
    type: 'role',
    name: role.RoleName,
    path: role.Path,
    description: role.Description ?? '',
    trust: role.AssumeRolePolicyDocument,
    policies: Object.fromEntries((role.Policies ?? []).map((one: Parsed) => [one.PolicyName, one.PolicyDocument])),
    managedPolicyArns: (role.ManagedPolicyArns ?? []).toSorted(),
    maxSessionSeconds: role.MaxSessionDuration,
    ...(role.PermissionsBoundary !== undefined && { boundary: role.PermissionsBoundary }),
  }),
  'AWS::IAM::ManagedPolicy': (policy: Parsed) => ({
    type: 'managed-policy',
    name: policy.ManagedPolicyName,
    path: policy.Path,
    description: policy.Description ?? '',
    document: policy.PolicyDocument,
  }),
  'AWS::IAM::UserPolicy': (policy: Parsed) => ({
    type: 'user-policy',
    name: policy.PolicyName,
    userName: policy.UserName,
    document: policy.PolicyDocument,
  }),
  'AWS::IAM::OIDCProvider': (provider: Parsed) => ({
    type: 'oidc-provider',
    name: provider.Url,
    clientIds: provider.ClientIdList.toSorted(),
  }),
};

/** What Terraform would create by one module of a plan, as `terraform show -json` prints it. */
export function factsOfPlan(planned: Parsed, configured: Parsed, account: string): readonly Fact[] {
  const providers = new Map<string, Parsed>(
    configured.resources.map((one: Parsed) => [one.address, one.provider_config_key]),
  );
  const placeOf = ({ type, name }: Parsed) => {
    const [, alias] = /account_(\d+(?:_\w+)?)$/.exec(providers.get(`${type}.${name}`)) ?? [];
    const [id = account, ...region] = alias?.split('_') ?? [];
    return { account: id, region: region.join('-') };
  };
  const resources: readonly Parsed[] = planned.resources ?? [];
  const valuesOf = (type: string, more: (one: Parsed, values: Parsed) => object) =>
    resources
      .filter((one) => one.type === type)
      .map((one) => ({ account: placeOf(one).account, ...more(one, one.values) }));
  const given = (type: string, { account: of }: Parsed, role: string) =>
    resources.filter((one) => one.type === type && one.values.role === role && placeOf(one).account === of);
  const roles = valuesOf('aws_iam_role', (one, values) => ({
    type: 'role',
    name: values.name,
    path: values.path,
    description: values.description ?? '',
    trust: JSON.parse(values.assume_role_policy),
    policies: Object.fromEntries(
      given('aws_iam_role_policy', placeOf(one), values.name).map((each) => [
        each.values.name,
        JSON.parse(each.values.policy),
      ]),
    ),
    managedPolicyArns: given('aws_iam_role_policy_attachment', placeOf(one), values.name)
      .map((each) => each.values.policy_arn)
      .toSorted(),
    maxSessionSeconds: values.max_session_duration,
    ...(values.permissions_boundary && { boundary: values.permissions_boundary }),
  }));
  return sorted([
    ...roles,
    ...valuesOf('aws_iam_policy', (_one, { name, path, description, policy }) => ({
      type: 'managed-policy',
      ...{ name, path, description: description ?? '', document: JSON.parse(policy) },
    })),
    ...valuesOf('aws_iam_user_policy', (_one, { name, user, policy }) => ({
      type: 'user-policy',
      ...{ name, userName: user, document: JSON.parse(policy) },
    })),
    ...valuesOf('aws_iam_openid_connect_provider', (_one, values) => ({
      type: 'oidc-provider',
      ...{ name: values.url, clientIds: values.client_id_list.toSorted() },
    })),
    ...valuesOf('aws_ecr_repository_policy', (one, { repository, policy }) => ({
      type: 'repository-policy',
      ...{ name: `${placeOf(one).region} ${repository}`, document: JSON.parse(policy) },
    })),
  ]);
}

/** The options of a call of the AWS CLI, by its own rules: `--cli-input-json` gives what the others leave out. */
function optionsOf(words: readonly string[]): Parsed {
  const options: Record<string, string> = {};
  const left = [...words];
  for (let one = left.shift(); one !== undefined; one = left.shift()) {
    const [, name, value] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(one) ?? [];
    if (name === undefined) throw new Error(`not an option: ${one}`);
    options[name] = value ?? String(left.shift());
  }
  return options;
}

/** What AWS would hold of the account after these calls of the AWS CLI, where it held nothing before. */
export function factsOfCalls(calls: readonly (readonly string[])[], account: string): readonly Fact[] {
  const facts = new Map<string, Parsed>();
  for (const [service, operation = '', ...words] of calls) {
    if (/^get-/.test(operation)) continue;
    const { 'cli-input-json': json = '{}', ...options } = optionsOf(words);
    const change = CALLS[`${service} ${operation}` as keyof typeof CALLS];
    if (change === undefined) throw new Error(`aws ${service} ${operation} is not expected`);
    const [key, fact] = change(options, JSON.parse(json), facts);
    facts.set(key, { account, ...fact });
  }
  return sorted(
    [...facts.values()].map((fact) => ({
      ...fact,
      ...(fact.type === 'role' && { managedPolicyArns: fact.managedPolicyArns.toSorted() }),
    })),
  );
}

type Change = (options: Parsed, json: Parsed, facts: ReadonlyMap<string, Parsed>) => readonly [string, object];

const CALLS: Readonly<Record<string, Change>> = {
  'iam create-role': (options, json) => [
    `role ${json.RoleName}`,
    {
      type: 'role',
      name: json.RoleName,
      path: json.Path,
      description: json.Description ?? '',
      trust: JSON.parse(options['assume-role-policy-document']),
      policies: {},
      managedPolicyArns: [],
      maxSessionSeconds: json.MaxSessionDuration,
      ...(json.PermissionsBoundary !== undefined && { boundary: json.PermissionsBoundary }),
    },
  ],
  'iam put-role-policy': (options, _json, facts) => {
    const role = facts.get(`role ${options['role-name']}`);
    const policy = { [options['policy-name']]: JSON.parse(options['policy-document']) };
    return [`role ${role.name}`, { ...role, policies: { ...role.policies, ...policy } }];
  },
  'iam attach-role-policy': (options, _json, facts) => {
    const role = facts.get(`role ${options['role-name']}`);
    return [`role ${role.name}`, { ...role, managedPolicyArns: [...role.managedPolicyArns, options['policy-arn']] }];
  },
  'iam create-policy': (options, { PolicyName: name, Path: path, Description: description = '' }) => [
    `managed-policy ${name}`,
    { type: 'managed-policy', name, path, description, document: JSON.parse(options['policy-document']) },
  ],
  'iam put-user-policy': (options) => [
    `user-policy ${options['user-name']} ${options['policy-name']}`,
    {
      type: 'user-policy',
      ...{ name: options['policy-name'], userName: options['user-name'] },
      document: JSON.parse(options['policy-document']),
    },
  ],
  'iam create-open-id-connect-provider': (_options, { Url, ClientIDList }) => [
    `oidc-provider ${Url}`,
    { type: 'oidc-provider', name: Url, clientIds: ClientIDList.toSorted() },
  ],
  'ecr set-repository-policy': (options) => [
    `repository-policy ${options.region} ${options['repository-name']}`,
    {
      type: 'repository-policy',
      name: `${options.region} ${options['repository-name']}`,
      document: JSON.parse(options['policy-text']),
    },
  ],
};
