import { FLAG, listOf, type SettingGroup } from './setting.ts';

export const NETWORK: SettingGroup = {
  title: 'Network',
  settings: [
    {
      parameter: 'SubnetIds',
      variable: 'PORTUNUS_SUBNET_IDS',
      description:
        'Subnets in which the functions run, if they have to reach private addresses. They need a way to AWS.',
      default: '',
      pattern: `^$|${listOf('subnet-[0-9a-f]{8,17}')}`,
      form: 'the ID of a subnet',
      isList: true,
    },
    {
      parameter: 'SecurityGroupIds',
      variable: 'PORTUNUS_SECURITY_GROUP_IDS',
      description: 'Security groups of the functions in these subnets.',
      default: '',
      pattern: `^$|${listOf('sg-[0-9a-f]{8,17}')}`,
      form: 'the ID of a security group',
      isList: true,
    },
    {
      parameter: 'AllowPrivateIssuers',
      variable: 'PORTUNUS_ALLOW_PRIVATE_ISSUERS',
      description: "Whether Portunus may fetch issuers' keys from private addresses. Needs SubnetIds.",
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'UseFipsEndpoint',
      variable: 'AWS_USE_FIPS_ENDPOINT',
      description: 'Whether Portunus calls AWS at FIPS endpoints.',
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'UseDualstackEndpoint',
      variable: 'AWS_USE_DUALSTACK_ENDPOINT',
      description: 'Whether Portunus calls AWS at dual-stack endpoints, which also have IPv6 addresses.',
      default: 'false',
      ...FLAG,
    },
  ],
};
