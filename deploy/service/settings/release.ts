import { FLAG, type SettingGroup } from './setting.ts';

export const RELEASE: SettingGroup = {
  title: 'Release',
  settings: [
    {
      parameter: 'TrafficShift',
      variable: 'PORTUNUS_TRAFFIC_SHIFT',
      description: 'How requests move to a new version of the code or of the settings.',
      default: 'Canary10Percent5Minutes',
      pattern: '^(AllAtOnce|(Canary10Percent(5|10|15|30)Minutes)|(Linear10PercentEvery(1Minute|(2|3|10)Minutes)))$',
      form: 'AllAtOnce, or one of the shifts that CodeDeploy knows for Lambda, such as Canary10Percent5Minutes',
    },
    {
      parameter: 'RollbackByAlarm',
      variable: 'PORTUNUS_ROLLBACK_BY_ALARM',
      description: 'Whether an alarm during the shift takes it back. Set false to deploy while an alarm is on.',
      default: 'true',
      ...FLAG,
    },
  ],
};
