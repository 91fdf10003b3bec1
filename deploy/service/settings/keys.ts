import type { SettingGroup } from './setting.ts';

export const KEYS: SettingGroup = {
  title: 'Account keys',
  settings: [
    {
      parameter: 'RotateKeysDays',
      variable: 'PORTUNUS_ROTATE_KEYS_DAYS',
      description: 'Age in days at which the access key of an account is rotated. Empty means on command alone.',
      default: '',
      pattern: '^$|^[1-9][0-9]{0,2}$',
      form: 'a number of days from 1 to 999, or empty',
    },
  ],
};
