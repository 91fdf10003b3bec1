import { KEY_ARN, type SettingGroup } from './setting.ts';

export const CONSOLE: SettingGroup = {
  title: 'Console',
  settings: [
    {
      parameter: 'ConsoleKey',
      variable: 'PORTUNUS_CONSOLE_KEY',
      description:
        "KMS key that encrypts the sessions of the console: the data stack's output ConsoleKeyArn. Empty means no console.",
      default: '',
      ...KEY_ARN,
    },
  ],
};
