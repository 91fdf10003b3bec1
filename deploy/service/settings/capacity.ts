import { COUNT, OPTIONAL_COUNT, type SettingGroup } from './setting.ts';

export const CAPACITY: SettingGroup = {
  title: 'Capacity',
  settings: [
    {
      parameter: 'IssueConcurrency',
      variable: 'PORTUNUS_ISSUE_CONCURRENCY',
      description: 'Executions reserved for issuing. Empty reserves none: a new account may have none to reserve.',
      default: '',
      ...OPTIONAL_COUNT,
    },
    {
      parameter: 'ReadConcurrency',
      variable: 'PORTUNUS_READ_CONCURRENCY',
      description: 'Executions reserved for lists. Empty reserves none.',
      default: '',
      ...OPTIONAL_COUNT,
    },
    {
      parameter: 'AdminConcurrency',
      variable: 'PORTUNUS_ADMIN_CONCURRENCY',
      description: 'Executions reserved for administration. Empty reserves none.',
      default: '',
      ...OPTIONAL_COUNT,
    },
    {
      parameter: 'StatusConcurrency',
      variable: 'PORTUNUS_STATUS_CONCURRENCY',
      description: 'Executions reserved for the status. Empty reserves none.',
      default: '',
      ...OPTIONAL_COUNT,
    },
    {
      parameter: 'ThrottleRate',
      variable: 'PORTUNUS_THROTTLE_RATE',
      description:
        'Requests a second that the issuing routes take together. Above this and ThrottleBurst, the API answers 429.',
      default: '400',
      ...COUNT,
    },
    {
      parameter: 'ThrottleBurst',
      variable: 'PORTUNUS_THROTTLE_BURST',
      description: 'Requests that the issuing routes take at once. Every other route has a fixed, lower limit.',
      default: '1000',
      ...COUNT,
    },
  ],
};
