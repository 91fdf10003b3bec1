/** A sentence for each parameter. `NAME of PATH` comes before `NAME`. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  id: 'The ID of the definition.',
  'id of /approvals/{id}': 'The ID of the change that waits.',
  version: 'The version, counted from 1.',
  'If-Match': 'The ETag of what is to be changed, or `*` for whatever is stored.',

  'If-Match of a plan': 'The ETag of a plan. Then no other plan is written.',

  region: 'Region of the registry. By default the connector’s own.',
  registryIds:
    'The registries, by AWS account. By default the account’s own. They choose endpoints and limit no rights.',
  durationSeconds: 'Length of the session. The principal type and the connector have limits of their own.',
  roleArn: 'One of the connector’s further roles, which its session then assumes.',
  access: 'Narrows what the session may do.',
  repositories: 'Narrows the session to these repositories. A name may contain `*`.',
  domain: 'The domain of CodeArtifact.',
  domainOwner: 'The AWS account of the domain. By default the connector’s own.',
  repository: 'The only repository that the login may use, whose endpoints are in the answer.',
  format: 'How the answer is written.',
  namespace: 'First part of the variable names in a format that generates names.',
  hosts: 'All hostnames of the registry, or the usual one.',

  limit: 'The most entries of a page.',
  nextToken: 'Where the page begins: the `nextToken` of the page before.',

  as: 'The form of the documents.',
  organization: 'The AWS organization that the documents are limited to.',
  include: 'What else is wanted.',

  serves: 'Only connectors that serve this.',
  principalType: 'Only connectors of this principal type.',
  text: 'Only connectors with this text in the ID, the name or the description.',
  account: 'Only connectors of this account. From administrators only.',
  enabled: 'Only connectors that are enabled, or disabled. From administrators only.',
  state: 'Whether to give the state of each job, too.',

  connector: 'One connector, by its ID.',
  caller: 'The subject of the caller. It needs `issuer`.',
  issuer: 'The issuer of the caller, by its ID, or `aws-iam`, `refresh-job` or `direct`.',
  outcome: 'How the request ended.',
  fingerprint: 'The SHA-256 of a token that was issued, in hexadecimal.',
  requestId: 'The ID of one request.',
  from: 'From this time on. By default the last 24 hours.',
  to: 'Before this time. By default now.',
  'from of /usage': 'From this day on. By default the last thirty days.',
  'to of /usage': 'Before this day. By default tomorrow.',
  unusedForDays: 'Only connectors that are known to be unused for so many days.',
};
