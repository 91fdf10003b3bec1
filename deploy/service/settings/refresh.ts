import { FLAG, type SettingGroup } from './setting.ts';

export const REFRESH: SettingGroup = {
  title: 'Refresh jobs',
  settings: [
    {
      parameter: 'RunRefreshJobs',
      variable: 'PORTUNUS_RUN_REFRESH_JOBS',
      description: 'Whether the schedule runs. Of several regions with the same tables, set true in one alone.',
      default: 'true',
      ...FLAG,
    },
  ],
};
