import { FLAG, KEY_ARN, type SettingGroup } from './setting.ts';

export const LOGS: SettingGroup = {
  title: 'Logs and metrics',
  settings: [
    {
      parameter: 'LogRetentionDays',
      variable: 'PORTUNUS_LOG_RETENTION_DAYS',
      description: 'How many days logs are kept.',
      default: '90',
      pattern: '^(1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1096|1827|2192|2557|2922|3288|3653)$',
      form: 'one of the numbers of days that CloudWatch Logs takes, such as 30, 90, 365, 731 or 3653',
    },
    {
      parameter: 'LogKeyArn',
      variable: 'PORTUNUS_LOG_KEY_ARN',
      description: 'KMS key that encrypts the logs. Its policy must let CloudWatch Logs use it.',
      default: '',
      ...KEY_ARN,
    },
    {
      parameter: 'MetricsPerJob',
      variable: 'PORTUNUS_METRICS_PER_JOB',
      description: 'Whether each refresh job gets a metric for the remaining life of its login. AWS charges for each.',
      default: 'true',
      ...FLAG,
    },
    {
      parameter: 'Tracing',
      variable: 'PORTUNUS_TRACING',
      description:
        'Whether Lambda sends traces to X-Ray: when functions run and for how long, and nothing of a request.',
      default: 'false',
      ...FLAG,
    },
  ],
};
