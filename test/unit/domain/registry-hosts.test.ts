// Under which names a registry answers: Amazon ECR's endpoints (AWS General Reference and user guide), and the hosts
// that AWS's own agents take (amazon-ecs-agent, cloud-provider-aws).
import { describe, expect, it } from 'vitest';
import { parseRegistryHost, registryHosts } from '../../../shared/domain/aws.ts';

const HOSTS: readonly (readonly [string, readonly string[]])[] = [
  [
    'eu-west-1',
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      '123456789012.dkr-ecr.eu-west-1.on.aws',
      '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
      '123456789012.dkr-ecr-fips.eu-west-1.on.aws',
    ],
  ],
  [
    'us-gov-west-1',
    [
      '123456789012.dkr.ecr.us-gov-west-1.amazonaws.com',
      '123456789012.dkr-ecr.us-gov-west-1.on.aws',
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
      '123456789012.dkr-ecr-fips.us-gov-west-1.on.aws',
    ],
  ],
  [
    'cn-northwest-1',
    [
      '123456789012.dkr.ecr.cn-northwest-1.amazonaws.com.cn',
      '123456789012.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn',
    ],
  ],
  [
    'eusc-de-east-1',
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', '123456789012.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu'],
  ],
];

describe('the hosts of a registry', () => {
  it.each(HOSTS)('in %s are those of its partition, the usual one first', (region, hosts) => {
    expect(registryHosts('123456789012', region)).toEqual(hosts);
  });

  it('are none in a partition that is not served', () => {
    expect(registryHosts('123456789012', 'us-iso-east-1')).toEqual([]);
  });

  it.each(HOSTS.flatMap(([region, hosts]) => hosts.map((host) => [host, region])))(
    'are all read as that registry: %s',
    (host, region) => {
      expect(parseRegistryHost(host)).toEqual({ registryId: '123456789012', region });
    },
  );

  it.each([
    ['FIPS in China', '123456789012.dkr.ecr-fips.cn-north-1.amazonaws.com.cn'],
    ['FIPS in the European cloud', '123456789012.dkr.ecr-fips.eusc-de-east-1.amazonaws.eu'],
    ['the usual form at the dual-stack domain', '123456789012.dkr.ecr.eu-west-1.on.aws'],
    ['the dual-stack form at the usual domain', '123456789012.dkr-ecr.eu-west-1.amazonaws.com'],
  ])('are no others: %s', (_what, host) => {
    expect(parseRegistryHost(host)).toBeUndefined();
  });
});
