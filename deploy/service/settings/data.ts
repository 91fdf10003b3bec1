import { KEY_ARN, type SettingGroup, TABLE } from './setting.ts';

export const DATA: SettingGroup = {
  title: 'Data',
  settings: [
    {
      parameter: 'DefinitionsTable',
      variable: 'PORTUNUS_DEFINITIONS_TABLE',
      description:
        'Name of the table of definitions. Empty means portunus-STAGE-definitions. Name a restored table here.',
      default: '',
      ...TABLE,
    },
    {
      parameter: 'ActivityTable',
      variable: 'PORTUNUS_ACTIVITY_TABLE',
      description: 'Name of the table of activity. Empty means portunus-STAGE-activity. Name a restored table here.',
      default: '',
      ...TABLE,
    },
    {
      parameter: 'DataKeyArn',
      variable: 'PORTUNUS_DATA_KEY_ARN',
      description: 'KMS key that encrypts the tables, if it is yours and not the one that AWS manages.',
      default: '',
      ...KEY_ARN,
    },
    {
      parameter: 'AuditRetentionDays',
      variable: 'PORTUNUS_AUDIT_RETENTION_DAYS',
      description: 'How many days audit records are kept in the table.',
      default: '400',
      pattern: '^[1-9][0-9]{0,3}$',
      form: 'a number of days from 1 to 9999',
    },
  ],
};
