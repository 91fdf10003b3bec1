import { FLAG, listOf, type SettingGroup } from './setting.ts';

export const CALLERS: SettingGroup = {
  title: 'Callers and connectors',
  settings: [
    {
      parameter: 'ConnectorRoles',
      variable: 'PORTUNUS_CONNECTOR_ROLES',
      description: 'Roles that connectors may name, as IAM patterns.',
      default: 'arn:*:iam::*:role/portunus/*',
      pattern: listOf('arn:(aws[a-z-]*|\\*):iam::([0-9]{12}|\\*):role/[\\w+=.@/*?-]{1,512}'),
      form: 'the ARN of a role, in which * and ? may stand for other characters',
      isList: true,
    },
    {
      parameter: 'ConnectorOrgId',
      variable: 'PORTUNUS_CONNECTOR_ORG_ID',
      description: 'Organization whose accounts alone have the roles that connectors may name.',
      default: '',
      pattern: '^$|^o-[a-z0-9]{10,32}$',
      form: 'the ID of an organization in AWS Organizations',
    },
    {
      parameter: 'AdminRoles',
      variable: 'PORTUNUS_ADMIN_ROLES',
      description: 'ARNs of the roles that may administer Portunus over /iam/v1.',
      default: '',
      pattern: `^$|${listOf('arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=.@/-]{1,512}')}`,
      form: 'the ARN of a role',
      isList: true,
    },
    {
      parameter: 'AllowProvided',
      variable: 'PORTUNUS_ALLOW_PROVIDED',
      description: "Whether connectors may issue logins of Portunus's own role (principal type provided).",
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'PermissionsBoundary',
      variable: 'PORTUNUS_PERMISSIONS_BOUNDARY',
      description: 'Policy that bounds the rights of all roles of the deployment.',
      default: '',
      pattern: '^$|^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[\\w+=,.@/-]{1,512}$',
      form: 'the ARN of a policy',
    },
  ],
};
