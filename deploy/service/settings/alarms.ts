import type { SettingGroup } from './setting.ts';

export const ALARMS: SettingGroup = {
  title: 'Alarms',
  settings: [
    {
      parameter: 'AlarmTopic',
      variable: 'PORTUNUS_ALARM_TOPIC',
      description: 'SNS topic that receives the alarms.',
      default: '',
      pattern: '^$|^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\\w-]{1,256}$',
      form: 'the ARN of an SNS topic',
    },
  ],
};
