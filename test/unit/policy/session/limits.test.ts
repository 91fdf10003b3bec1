import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../../shared/domain/connector.ts';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import { decideTarget, publicFaults, reachesEcrPublic } from '../../../../shared/policy/session/limits.ts';
import { aConnector, anAccount } from '../../../support/builders.ts';

type Asked = Parameters<typeof decideTarget>[0];

function target(asked: Asked, connector: Connector, account = anAccount(), grant: GrantNarrowing = {}) {
  return decideTarget(asked, { connector, grant }, account);
}

function faultyField(...input: Parameters<typeof target>): string | undefined {
  const decided = target(...input);
  return decided.ok ? undefined : decided.errors.map(({ field }) => field).join();
}

function withoutRegion() {
  const { region: _left, ...rest } = aConnector();
  return rest;
}

describe('the target of a login', () => {
  it('is the default region and the own registry of the account', () => {
    expect(target({}, aConnector(), anAccount())).toEqual({
      ok: true,
      value: { region: 'eu-west-1', registryIds: ['123456789012'] },
    });
  });

  it('is what is asked for', () => {
    const asked = { region: 'ap-southeast-7', registryIds: ['210987654321', '000000000001'] };
    expect(target(asked, aConnector(), anAccount())).toEqual({ ok: true, value: asked });
  });

  it('may be in a region that is asked for where there is no default', () => {
    expect(target({ region: 'us-east-1' }, withoutRegion(), anAccount())).toEqual({
      ok: true,
      value: { region: 'us-east-1', registryIds: ['123456789012'] },
    });
  });

  it('needs a region', () => {
    expect(faultyField({}, withoutRegion(), anAccount())).toBe('region');
  });

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-eusc', 'eusc-de-east-1'],
    ['aws', 'eu-west-1'],
  ] as const)('may be in any region of partition %s', (partition, region) => {
    expect(faultyField({ region }, aConnector(), anAccount({ partition }))).toBeUndefined();
  });

  it.each([
    ['aws', 'cn-north-1'],
    ['aws', 'us-gov-west-1'],
    ['aws', 'eusc-de-east-1'],
    ['aws', 'us-iso-east-1'],
    ['aws-cn', 'eu-west-1'],
    ['aws-us-gov', 'us-east-1'],
  ] as const)('is refused outside of partition %s: %s', (partition, region) => {
    expect(faultyField({ region }, aConnector(), anAccount({ partition }))).toBe('region');
  });

  it("is refused when the default region is outside of the account's partition", () => {
    expect(faultyField({}, aConnector({ region: 'cn-north-1' }), anAccount())).toBe('region');
  });

  it.each([
    ['the first of its regions', ['eu-west-1', 'us-east-1'], 'eu-west-1', undefined],
    ['the last of its regions', ['eu-west-1', 'us-east-1'], 'us-east-1', undefined],
    ['a region that is not among them', ['eu-west-1', 'us-east-1'], 'us-east-2', 'region'],
    ['a region that begins alike', ['eu-west-1'], 'eu-west-10', 'region'],
    ['any region, where none is allowed', [], 'eu-west-1', 'region'],
  ])("within the connector's regions: %s", (_what, regions, region, field) => {
    expect(faultyField({ region }, aConnector({ regions }), anAccount())).toBe(field);
  });

  it.each([
    ['one of them', ['123456789012', '210987654321'], ['210987654321'], undefined],
    ['all of them', ['123456789012', '210987654321'], ['210987654321', '123456789012'], undefined],
    ['one of them and another', ['123456789012'], ['123456789012', '210987654321'], 'registryIds'],
    ['another', ['123456789012'], ['210987654321'], 'registryIds'],
    ['the own registry unasked, where it is among them', ['123456789012'], undefined, undefined],
    ['the own registry unasked, where it is not among them', ['210987654321'], undefined, 'registryIds'],
    ['any registry, where none is allowed', [], ['123456789012'], 'registryIds'],
  ])("within the connector's registries: %s", (_what, registries, registryIds, field) => {
    const asked = registryIds === undefined ? {} : { registryIds };
    expect(faultyField(asked, aConnector({ registries }), anAccount())).toBe(field);
  });
});

describe('the target of a login by a grant', () => {
  const DEFAULT = "is required: the connector's default is not among the regions of the grant that lets you in";
  const REGION = 'is not among the regions of the grant that lets you in';
  const REGISTRY = 'holds a registry that is not among those of the grant that lets you in';
  const [OWN, OTHER] = ['123456789012', '210987654321'];

  it.each<[string, GrantNarrowing, Asked, string?, string?]>([
    ['the default region, which is among them', { regions: ['eu-west-1'] }, {}],
    ['another of its regions', { regions: ['eu-west-1', 'us-east-1'] }, { region: 'us-east-1' }],
    ['a region of the connector alone', { regions: ['us-east-1'] }, { region: 'eu-west-1' }, 'region', REGION],
    ['no region, where the default is not among them', { regions: ['us-east-1'] }, {}, 'region', DEFAULT],
    ['the own registry unasked', { registries: [OWN] }, {}],
    ['one of its registries', { registries: [OWN, OTHER] }, { registryIds: [OTHER] }],
    ['one of them and another', { registries: [OWN] }, { registryIds: [OWN, OTHER] }, 'registryIds', REGISTRY],
    ['no registry, where the own is not among them', { registries: [OTHER] }, {}, 'registryIds', REGISTRY],
  ])('is %s', (_what, grant, asked, field, detail) => {
    const decided = target(asked, aConnector({ regions: ['eu-west-1', 'us-east-1'] }), anAccount(), grant);
    expect(decided.ok ? [] : decided.errors).toEqual(field === undefined ? [] : [{ field, detail }]);
  });

  it('is within the limits of its connector too', () => {
    const [connector, grant] = [aConnector({ regions: ['eu-west-1'] }), { regions: ['us-east-1'] }];
    expect(faultyField({ region: 'us-east-1' }, connector, anAccount(), grant)).toBe('region');
    expect(faultyField({ region: 'eu-west-1' }, connector, anAccount(), grant)).toBe('region');
  });
});

describe('a login to ECR Public by a grant', () => {
  const detail = 'of ECR Public is us-east-1, which is not among the regions of the grant that lets you in';

  it.each<[string, GrantNarrowing | undefined, object[]]>([
    ['without limits', {}, []],
    ['for us-east-1 among others', { regions: ['eu-west-1', 'us-east-1'] }, []],
    ['for other regions', { regions: ['eu-west-1', 'us-east-2'] }, [{ field: 'region', detail }]],
    ['that is none, for an administrator', undefined, []],
  ])('%s', (_what, grant, faults) => {
    expect(publicFaults('ecr-public-login', grant)).toEqual(faults);
    expect(publicFaults('ecr-login', grant)).toEqual([]);
  });
});

describe('ECR Public, which is in us-east-1 of the partition aws alone', () => {
  it.each([
    ['every region', undefined, 'aws', true],
    ['us-east-1 among others', ['eu-west-1', 'us-east-1'], 'aws', true],
    ['other regions', ['eu-west-1', 'us-east-2'], 'aws', false],
    ['every region of China', undefined, 'aws-cn', false],
    ['every region of GovCloud', undefined, 'aws-us-gov', false],
  ] as const)('within %s', (_what, regions, partition, expected) => {
    const connector = aConnector(regions === undefined ? {} : { regions: [...regions] });
    expect(reachesEcrPublic(connector, anAccount({ partition }))).toBe(expected);
  });
});
