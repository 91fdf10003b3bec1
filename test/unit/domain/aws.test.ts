import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  AwsAccountId,
  parseAssumedRoleArn,
  parseRegistryHost,
  parseRoleArn,
  partitionOfRegion,
  Region,
  RoleArn,
} from '../../../shared/domain/aws.ts';

describe('an account id', () => {
  it.each(['123456789012', '000000000001'])('is 12 digits: %s', (id) => {
    expect(v.parse(AwsAccountId, id)).toBe(id);
  });

  it.each<[string, unknown]>([
    ['11 digits', '12345678901'],
    ['13 digits', '1234567890123'],
    ['a number, which would have lost its zeros', 123456789012],
    ['a letter', '12345678901a'],
    ['dashes', '1234-5678-9012'],
    ['digits of another script', '١٢٣٤٥٦٧٨٩٠١٢'],
    ['a line end', '123456789012\n'],
    ['a blank', ' 123456789012'],
    ['nothing', ''],
  ])('is not %s', (_what, id) => {
    expect(v.is(AwsAccountId, id)).toBe(false);
  });
});

describe('a region', () => {
  it.each([
    'eu-west-1',
    'us-east-2',
    'ap-southeast-7',
    'mx-central-1',
    'il-central-1',
    'cn-northwest-1',
    'us-gov-west-1',
    'eusc-de-east-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'zz-newlymade-12',
  ])('has the form of %s, whether it is known or not', (region) => {
    expect(v.parse(Region, region)).toBe(region);
  });

  it.each<[string, unknown]>([
    ['upper case', 'EU-WEST-1'],
    ['no number', 'eu-west'],
    ['an availability zone', 'eu-west-1a'],
    ['underscores', 'eu_west_1'],
    ['a blank at its end', 'eu-west-1 '],
    ['a line end', 'eu-west-1\n'],
    ['a host behind it', 'eu-west-1.evil.example'],
    ['a path behind it', 'eu-west-1/'],
    ['a user before it', 'x@eu-west-1'],
    ['a wildcard', 'eu-*-1'],
    ['digits of another script', 'eu-west-١'],
    ['the name of no place', 'global'],
    ['nothing', ''],
    ['a list', ['eu-west-1']],
  ])('is refused with %s', (_what, region) => {
    expect(v.is(Region, region)).toBe(false);
  });

  // The SDK reads fips-us-gov-west-1 as us-gov-west-1 by FIPS: the name would hide which partition is called.
  it.each(['fips-us-east-1', 'fips-us-gov-west-1'])("is refused when it is the SDK's pseudo region %s", (region) => {
    expect(v.is(Region, region)).toBe(false);
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['us-east-1', 'aws'],
    ['ap-southeast-7', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', undefined],
    ['us-iso-west-1', undefined],
    ['us-isob-east-1', undefined],
    ['eu-isoe-west-1', undefined],
    ['us-isof-south-1', undefined],
  ])('%s is of partition %s', (region, partition) => {
    expect(partitionOfRegion(region)).toBe(partition);
  });
});

describe('the ARN of a role', () => {
  it.each([
    ['a plain role', 'arn:aws:iam::123456789012:role/build', ['aws', '123456789012', 'build']],
    ['a role under a path', 'arn:aws:iam::123456789012:role/portunus/team-a', ['aws', '123456789012', 'team-a']],
    ['a role under a long path', 'arn:aws:iam::123456789012:role/a/b/c', ['aws', '123456789012', 'c']],
    ['a role in China', 'arn:aws-cn:iam::123456789012:role/build', ['aws-cn', '123456789012', 'build']],
    ['a role in GovCloud', 'arn:aws-us-gov:iam::123456789012:role/build', ['aws-us-gov', '123456789012', 'build']],
    ['a role in the European cloud', 'arn:aws-eusc:iam::123456789012:role/b', ['aws-eusc', '123456789012', 'b']],
    ['every character of a name', 'arn:aws:iam::123456789012:role/aZ09_+=,.@-', ['aws', '123456789012', 'aZ09_+=,.@-']],
  ])('is split for %s', (_what, arn, [partition, accountId, roleName]) => {
    expect(parseRoleArn(arn)).toEqual({ partition, accountId, roleName });
    expect(v.is(RoleArn, arn)).toBe(true);
  });

  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/build'],
    ['a group', 'arn:aws:iam::123456789012:group/build'],
    ['an instance profile', 'arn:aws:iam::123456789012:instance-profile/build'],
    ['a policy', 'arn:aws:iam::123456789012:policy/build'],
    ["an account's root", 'arn:aws:iam::123456789012:root'],
    ["a role's session", 'arn:aws:sts::123456789012:assumed-role/build/session'],
    ['any role', 'arn:aws:iam::123456789012:role/*'],
    ['roles that begin alike', 'arn:aws:iam::123456789012:role/build-*'],
    ['roles of a wildcard path', 'arn:aws:iam::123456789012:role/*/build'],
    ['roles with one character open', 'arn:aws:iam::123456789012:role/team-?/build'],
    ['a role of any account', 'arn:aws:iam::*:role/build'],
    ['everything', '*'],
    ['a role of no account', 'arn:aws:iam:::role/build'],
    ['an account of 11 digits', 'arn:aws:iam::12345678901:role/build'],
    ['an account of 13 digits', 'arn:aws:iam::1234567890123:role/build'],
    ['a region in it', 'arn:aws:iam:eu-west-1:123456789012:role/build'],
    ['no name', 'arn:aws:iam::123456789012:role/'],
    ['a path without a name', 'arn:aws:iam::123456789012:role/portunus/'],
    ['no role at all', 'arn:aws:iam::123456789012:role'],
    ['a blank in its name', 'arn:aws:iam::123456789012:role/bui ld'],
    ['a line end', 'arn:aws:iam::123456789012:role/build\n'],
    ['something before it', 'xarn:aws:iam::123456789012:role/build'],
    ['a letter outside ASCII', 'arn:aws:iam::123456789012:role/büild'],
    ['a partition that is none', 'arn:azure:iam::123456789012:role/build'],
    ['upper case', 'ARN:AWS:IAM::123456789012:ROLE/build'],
    ['nothing', ''],
  ])('is not split for %s', (_what, arn) => {
    expect(parseRoleArn(arn)).toBeUndefined();
    expect(v.is(RoleArn, arn)).toBe(false);
  });

  it('takes a name of 64 characters and none of 65', () => {
    expect(parseRoleArn(`arn:aws:iam::123456789012:role/${'r'.repeat(64)}`)?.roleName).toBe('r'.repeat(64));
    expect(parseRoleArn(`arn:aws:iam::123456789012:role/${'r'.repeat(65)}`)).toBeUndefined();
  });

  it('takes a path of 512 characters, its slashes counted, and none of 513', () => {
    expect(parseRoleArn(`arn:aws:iam::123456789012:role/${'p'.repeat(510)}/build`)?.roleName).toBe('build');
    expect(parseRoleArn(`arn:aws:iam::123456789012:role/${'p'.repeat(511)}/build`)).toBeUndefined();
  });

  it('is refused for a service-linked role', () => {
    const arn = 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';
    expect(v.is(RoleArn, arn)).toBe(false);
  });

  it('gives back what it was made of, whatever the path', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 12, maxLength: 12 });
    const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019_+=,.@-'), minLength: 1, maxLength: 64 });
    const path = fc.string({ unit: fc.constantFrom(...'abc/:.-!~'), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(digits, fc.option(path), name, (accountId, pathOrNone, roleName) => {
        const arn = `arn:aws:iam::${accountId}:role/${pathOrNone === null ? '' : `${pathOrNone}/`}${roleName}`;
        expect(parseRoleArn(arn)).toEqual({ partition: 'aws', accountId, roleName });
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe("the ARN of a role's session", () => {
  it.each([
    ['aws', 'arn:aws:sts::123456789012:assumed-role/build/i-0abc'],
    ['aws-cn', 'arn:aws-cn:sts::123456789012:assumed-role/build/i-0abc'],
    ['aws-us-gov', 'arn:aws-us-gov:sts::123456789012:assumed-role/build/i-0abc'],
  ])('is split in partition %s', (partition, arn) => {
    const parts = { partition, accountId: '123456789012', roleName: 'build', sessionName: 'i-0abc' };
    expect(parseAssumedRoleArn(arn)).toEqual(parts);
  });

  it('keeps a session name that imitates a role in its own place', () => {
    expect(parseAssumedRoleArn('arn:aws:sts::123456789012:assumed-role/build/admin')).toEqual({
      partition: 'aws',
      accountId: '123456789012',
      roleName: 'build',
      sessionName: 'admin',
    });
  });

  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/build'],
    ['a root', 'arn:aws:iam::123456789012:root'],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/build'],
    ['a role', 'arn:aws:iam::123456789012:role/build'],
    ['a session that claims to be of IAM', 'arn:aws:iam::123456789012:assumed-role/build/session'],
    ['no session name', 'arn:aws:sts::123456789012:assumed-role/build'],
    ['an empty session name', 'arn:aws:sts::123456789012:assumed-role/build/'],
    ['a session name of one character', 'arn:aws:sts::123456789012:assumed-role/build/x'],
    ['a slash in the session name', 'arn:aws:sts::123456789012:assumed-role/build/x/assumed-role/admin/y'],
    ['a path', 'arn:aws:sts::123456789012:assumed-role/portunus/build/session'],
    ['a line end', 'arn:aws:sts::123456789012:assumed-role/build/session\n'],
    ['a second ARN in front', 'arn:aws:sts::210987654321:x/arn:aws:sts::123456789012:assumed-role/build/session'],
    ['nothing', ''],
  ])('is not split for %s', (_what, arn) => {
    expect(parseAssumedRoleArn(arn)).toBeUndefined();
  });

  it('takes a session name of 64 characters and none of 65', () => {
    const prefix = 'arn:aws:sts::123456789012:assumed-role/build/';
    expect(parseAssumedRoleArn(prefix + 's'.repeat(64))?.sessionName).toBe('s'.repeat(64));
    expect(parseAssumedRoleArn(prefix + 's'.repeat(65))).toBeUndefined();
  });
});

describe('the host of a private registry', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1'],
    ['123456789012.dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'eu-west-1'],
    ['123456789012.dkr-ecr-fips.us-east-1.on.aws', 'us-east-1'],
    ['123456789012.dkr-ecr.us-gov-west-1.on.aws', 'us-gov-west-1'],
    ['123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1'],
    ['123456789012.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu', 'eusc-de-east-1'],
  ])('is split: %s', (host, region) => {
    expect(parseRegistryHost(host)).toEqual({ registryId: '123456789012', region });
  });

  it.each([
    ["somebody else's domain", '123456789012.dkr.ecr.eu-west-1.evil.example'],
    ["AWS's domain inside another", '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example'],
    ['a domain that ends alike', '123456789012.dkr.ecr.eu-west-1.evilamazonaws.com'],
    ['a letter more', '123456789012.dkr.ecr.eu-west-1.amazonaws.comm'],
    ['a region of China outside China', '123456789012.dkr.ecr.cn-north-1.amazonaws.com'],
    ['a region outside China in China', '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn'],
    ['the European cloud elsewhere', '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.com'],
    ['a region outside the European cloud in it', '123456789012.dkr.ecr.eu-west-1.amazonaws.eu'],
    ['a partition that is not served', '123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov'],
    ['a region that is not served', '123456789012.dkr.ecr.us-iso-east-1.amazonaws.com'],
    ['another service', '123456789012.dkr.s3.eu-west-1.amazonaws.com'],
    ['the API of ECR', 'api.ecr.eu-west-1.amazonaws.com'],
    ['the public registry', 'public.ecr.aws'],
    ['11 digits', '12345678901.dkr.ecr.eu-west-1.amazonaws.com'],
    ['13 digits', '1123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
    ['no region', '123456789012.dkr.ecr.amazonaws.com'],
    ['another character for a dot', '123456789012xdkr.ecr.eu-west-1.amazonaws.com'],
    ['a subdomain', 'evil.123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
    ['a port', '123456789012.dkr.ecr.eu-west-1.amazonaws.com:444'],
    ['a path', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/x'],
    ['a user', '123456789012.dkr.ecr.eu-west-1.amazonaws.com@evil.example'],
    ['a scheme', 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
    ['a dot at its end', '123456789012.dkr.ecr.eu-west-1.amazonaws.com.'],
    ['upper case', '123456789012.DKR.ECR.EU-WEST-1.AMAZONAWS.COM'],
    ['a line end', '123456789012.dkr.ecr.eu-west-1.amazonaws.com\n'],
    ['nothing', ''],
  ])('is refused with %s', (_what, host) => {
    expect(parseRegistryHost(host)).toBeUndefined();
  });

  // A bucket may be called 123456789012.dkr.ecr: then these are hosts of its owner.
  it.each([
    ['as its domain', '123456789012.dkr.ecr.s3.amazonaws.com'],
    ['as its domain with a region', '123456789012.dkr.ecr.s3-eu-west-1.amazonaws.com'],
  ])('is refused for a bucket that has the name of a registry %s', (_what, host) => {
    expect(parseRegistryHost(host)).toBeUndefined();
  });

  it.each([
    ['a region outside China', '123456789012.dkr-ecr.eu-west-1.on.amazonwebservices.com.cn'],
    ['a region of China', '123456789012.dkr-ecr.cn-north-1.on.aws'],
    ['a region outside the European cloud', '123456789012.dkr-ecr.eu-west-1.on.amazonwebservices.eu'],
  ])("is refused for %s with another partition's dual-stack domain", (_what, host) => {
    expect(parseRegistryHost(host)).toBeUndefined();
  });
});
