import { COUNT, FLAG, listOf, type SettingGroup } from './setting.ts';

const PLACE = '[a-z0-9-]+|\\*';
const OWNER = '[0-9]{12}|\\*';
/** Secrets Manager adds a suffix to the name of each secret, so that a pattern without a star at its end has no effect. */
const DESTINATION = [
  `arn:(aws[a-z-]*|\\*):secretsmanager:(${PLACE}):(${OWNER}):secret:portunus/[\\w/+=.@?*-]{0,300}\\*`,
  `arn:(aws[a-z-]*|\\*):ssm:(${PLACE}):(${OWNER}):parameter/portunus/[\\w/.?*-]{1,300}`,
].join('|');

export const POWERS: SettingGroup = {
  title: 'Limits of power',
  settings: [
    {
      parameter: 'AdminsMayIssue',
      variable: 'PORTUNUS_ADMINS_MAY_ISSUE',
      description: 'Whether people who administer may use every connector without a grant.',
      default: 'true',
      ...FLAG,
    },
    {
      parameter: 'LockedIssuers',
      variable: 'PORTUNUS_LOCKED_ISSUERS',
      description:
        'IDs of issuers that nobody changes over the API, or * for all. Any lock covers all issuers with adminGroups.',
      default: '',
      pattern: `^$|^\\*$|${listOf('[a-z0-9][a-z0-9-]{1,62}')}`,
      form: 'the ID of an issuer, or * alone',
      isList: true,
    },
    {
      parameter: 'Approvals',
      variable: 'PORTUNUS_APPROVALS',
      description:
        'Whether changes of issuers, and connectors with wide grants, wait until a second administrator approves them.',
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'Destinations',
      variable: 'PORTUNUS_DESTINATIONS',
      description:
        'Secrets and parameters that refresh jobs may write, as IAM patterns. Empty means all of the stage in the own account.',
      default: '',
      pattern: `^$|${listOf(DESTINATION)}`,
      form: 'a pattern of ARNs under secret:portunus/ or parameter/portunus/, which ends with * for secrets',
      isList: true,
    },
    {
      parameter: 'CheckGateway',
      variable: 'PORTUNUS_CHECK_GATEWAY',
      description:
        'Whether the functions refuse events that did not come through the API. Set false for one deployment to introduce the check, or to replace its secret.',
      default: 'true',
      ...FLAG,
    },
    {
      parameter: 'GatewaySecretNumber',
      variable: 'PORTUNUS_GATEWAY_SECRET_NUMBER',
      description:
        'Number of the secret that shows that an event came through the API. Another one makes a new secret.',
      default: '1',
      ...COUNT,
    },
  ],
};
