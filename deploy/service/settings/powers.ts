import { COUNT, FLAG, type SettingGroup } from './setting.ts';

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
