// What a session may do, as an operator writes it: a restriction is enforced or refused, never ignored.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../shared/domain/connector.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aWrittenConnector } from '../../support/builders.ts';

function faultyFields(overrides: Record<string, unknown>): readonly string[] {
  const parsed = parseWith(Connector, aWrittenConnector(overrides), 'connector');
  return parsed.ok ? [] : [...new Set(parsed.errors.map(({ field }) => field))];
}

const MANAGED = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';
function list<T>(count: number, entry: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => entry(i));
}
function hex(index: number, length = 8) {
  return index.toString(16).padStart(length, '0');
}
const ALLOW = { Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' };
function withStatements(...Statement: unknown[]) {
  return { policy: { Version: '2012-10-17', Statement } };
}

describe('a limit of a connector', () => {
  it.each<[string, Record<string, unknown>]>([
    ['pulls', { access: 'pull' }],
    ['pushes', { access: 'push' }],
    ['pulls, the first one of an image too', { access: 'pull', pullThroughCache: true }],
    ['pulls, but not the first one of an image', { access: 'push', pullThroughCache: false }],
    ['repositories', { repositories: ['team-a/*', 'shop', '*', '0.a_b-c/d'] }],
    ['managed policies', { policyArns: [MANAGED, 'arn:aws:iam::123456789012:policy/path/own'] }],
    ['a policy', withStatements(ALLOW)],
    ['VPC endpoints and VPCs', { conditions: { sourceVpce: ['vpce-0123abcd'], sourceVpc: ['vpc-0123abcd'] } }],
    ['addresses', { conditions: { sourceIp: ['192.0.2.0/24', '2001:db8::/32', '0.0.0.0/0'] } }],
  ])('may be %s, kept as it is written', (_what, overrides) => {
    expect(v.parse(Connector, aWrittenConnector(overrides))).toMatchObject(overrides);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an access that is none', { access: 'delete' }, 'access'],
    ['null for access', { access: null }, 'access'],
    ['several accesses', { access: ['pull', 'push'] }, 'access'],
    ['a text for pullThroughCache', { access: 'pull', pullThroughCache: 'true' }, 'pullThroughCache'],
    ['pullThroughCache alone', { pullThroughCache: true }, 'pullThroughCache'],
    ['pullThroughCache alone, although it is off', { pullThroughCache: false }, 'pullThroughCache'],
    ['no repositories', { repositories: [] }, 'repositories'],
    ['null for repositories', { repositories: null }, 'repositories'],
    ['a text for repositories', { repositories: 'team-a/*' }, 'repositories'],
    ['an empty repository', { repositories: [''] }, 'repositories[0]'],
    ['a repository in capitals', { repositories: ['Team-A'] }, 'repositories[0]'],
    ['a repository that begins with a slash', { repositories: ['/team-a'] }, 'repositories[0]'],
    ['a repository with ?, which IAM would take for any character', { repositories: ['team-?'] }, 'repositories[0]'],
    ['a repository with a variable', { repositories: ['$' + '{aws:username}'] }, 'repositories[0]'],
    ['a repository with a tag', { repositories: ['shop:latest'] }, 'repositories[0]'],
    ['a repository with a line end', { repositories: ['shop\n'] }, 'repositories[0]'],
    ['a repository twice', { repositories: ['shop', 'shop'] }, 'repositories'],
    ['no managed policies', { policyArns: [] }, 'policyArns'],
    ['a role for a managed policy', { policyArns: ['arn:aws:iam::123456789012:role/x'] }, 'policyArns[0]'],
    ['a managed policy twice', { policyArns: [MANAGED, MANAGED] }, 'policyArns'],
    ['a fips region', { regions: ['fips-us-east-1', 'eu-west-1'] }, 'regions[0]'],
    ['no conditions', { conditions: {} }, 'conditions'],
    ['a list for conditions', { conditions: [] }, 'conditions'],
    ['a condition that is not known', { conditions: { sourceAccount: ['123456789012'] } }, 'conditions.sourceAccount'],
    ['no VPC endpoints', { conditions: { sourceVpce: [] } }, 'conditions.sourceVpce'],
    ['a VPC for an endpoint', { conditions: { sourceVpce: ['vpc-0123abcd'] } }, 'conditions.sourceVpce[0]'],
    ['an endpoint for a VPC', { conditions: { sourceVpc: ['vpce-0123abcd'] } }, 'conditions.sourceVpc[0]'],
    ['a star for an endpoint', { conditions: { sourceVpce: ['*'] } }, 'conditions.sourceVpce[0]'],
    ['an address without bits', { conditions: { sourceIp: ['192.0.2.1'] } }, 'conditions.sourceIp[0]'],
    ['an address of too many parts', { conditions: { sourceIp: ['192.0.2.1.1/24'] } }, 'conditions.sourceIp[0]'],
    ['two slashes', { conditions: { sourceIp: ['192.0.2.0/24/24'] } }, 'conditions.sourceIp[0]'],
    ['bits with a leading zero', { conditions: { sourceIp: ['192.0.2.0/08'] } }, 'conditions.sourceIp[0]'],
    ['negative bits', { conditions: { sourceIp: ['192.0.2.0/-1'] } }, 'conditions.sourceIp[0]'],
    ['a name for an address', { conditions: { sourceIp: ['localhost/24'] } }, 'conditions.sourceIp[0]'],
    [
      'addresses beside an endpoint, through which no request has one',
      { conditions: { sourceIp: ['192.0.2.0/24'], sourceVpce: ['vpce-0123abcd'] } },
      'conditions',
    ],
    [
      'addresses beside a VPC',
      { conditions: { sourceIp: ['192.0.2.0/24'], sourceVpc: ['vpc-0123abcd'] } },
      'conditions',
    ],
  ])('is refused with %s', (_what, overrides, field) => {
    expect(faultyFields(overrides)).toEqual([field]);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['50 repositories', { repositories: list(50, (i) => `r${i}`) }, []],
    ['51 repositories', { repositories: list(51, (i) => `r${i}`) }, ['repositories']],
    ['a repository of 256 characters', { repositories: ['r'.repeat(256)] }, []],
    ['a repository of 257 characters', { repositories: ['r'.repeat(257)] }, ['repositories[0]']],
    ['10 managed policies', { policyArns: list(10, (i) => `${MANAGED}${i}`) }, []],
    ['11 managed policies', { policyArns: list(11, (i) => `${MANAGED}${i}`) }, ['policyArns']],
    ['20 endpoints', { conditions: { sourceVpce: list(20, (i) => `vpce-${hex(i)}`) } }, []],
    ['21 endpoints', { conditions: { sourceVpce: list(21, (i) => `vpce-${hex(i)}`) } }, ['conditions.sourceVpce']],
    ['20 VPCs', { conditions: { sourceVpc: list(20, (i) => `vpc-${hex(i)}`) } }, []],
    ['21 VPCs', { conditions: { sourceVpc: list(21, (i) => `vpc-${hex(i)}`) } }, ['conditions.sourceVpc']],
    ['20 ranges', { conditions: { sourceIp: list(20, (i) => `192.0.2.${i}/32`) } }, []],
    ['21 ranges', { conditions: { sourceIp: list(21, (i) => `192.0.2.${i}/32`) } }, ['conditions.sourceIp']],
    ['an endpoint of 7 digits', { conditions: { sourceVpce: [`vpce-${hex(1, 7)}`] } }, ['conditions.sourceVpce[0]']],
    ['an endpoint of 8 digits', { conditions: { sourceVpce: [`vpce-${hex(1, 8)}`] } }, []],
    ['an endpoint of 17 digits', { conditions: { sourceVpce: [`vpce-${hex(1, 17)}`] } }, []],
    ['an endpoint of 18 digits', { conditions: { sourceVpce: [`vpce-${hex(1, 18)}`] } }, ['conditions.sourceVpce[0]']],
    ['32 bits of IPv4', { conditions: { sourceIp: ['192.0.2.1/32'] } }, []],
    ['33 bits of IPv4', { conditions: { sourceIp: ['192.0.2.1/33'] } }, ['conditions.sourceIp[0]']],
    ['128 bits of IPv6', { conditions: { sourceIp: ['2001:db8::1/128'] } }, []],
    ['129 bits of IPv6', { conditions: { sourceIp: ['2001:db8::1/129'] } }, ['conditions.sourceIp[0]']],
  ])('has a limit: %s', (_what, overrides, fields) => {
    expect(faultyFields(overrides)).toEqual(fields);
  });
});
