import { FLAG, type SettingGroup } from './setting.ts';

export const VERIFY: SettingGroup = {
  title: 'Verify',
  settings: [
    {
      parameter: 'VerifyRate',
      variable: 'PORTUNUS_VERIFY_RATE',
      description: 'How often all connectors are verified, twice a day at least. Empty means only when somebody asks.',
      default: '',
      pattern: '^$|^rate\\((1 hour|([2-9]|1[0-2]) hours)\\)$',
      form: 'a rate from rate(1 hour) to rate(12 hours)',
    },
    {
      parameter: 'VerifyReadsRoles',
      variable: 'PORTUNUS_VERIFY_READS_ROLES',
      description: "Whether a connector's role is read (iam:GetRole), to compare its trust policy.",
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'VerifyReadsKeys',
      variable: 'PORTUNUS_VERIFY_READS_KEYS',
      description: "Whether an account's IAM user lists its own access keys (iam:ListAccessKeys), to tell their age.",
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'VerifyKeyDays',
      variable: 'PORTUNUS_VERIFY_KEY_DAYS',
      description: 'Age in days from which an access key is too old.',
      default: '90',
      pattern: '^[1-9][0-9]{0,3}$',
      form: 'a number of days from 1 to 9999',
    },
    {
      parameter: 'VerifyAsksRepositories',
      variable: 'PORTUNUS_VERIFY_ASKS_REPOSITORIES',
      description:
        "Whether a connector's session asks ECR or CodeArtifact for a repository outside of its limits, which must be refused.",
      default: 'false',
      ...FLAG,
    },
  ],
};
