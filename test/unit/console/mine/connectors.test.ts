import { describe, expect, it } from 'vitest';
import {
  defaultRegion,
  isFound,
  regionsOf,
  type Usable,
  usableOf,
  usablesOf,
} from '../../../../console/screens/mine/connectors.ts';
import { lengthsFor, servicesOf, takesRegion } from '../../../../console/screens/mine/login-choices.ts';
import { matchesFilter } from '../../../../shared/domain/connector-filter.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/shop';
const definition = { id: 'shop', account: 'build', principalType: 'assumed-role', roleArn: ROLE } as const;

describe('a connector', () => {
  it('is shown to an administrator from its definition, with the defaults of what that leaves out', () => {
    expect(usablesOf({ items: [definition], etags: ['"1"'] })).toEqual([
      { id: 'shop', principalType: 'assumed-role', serves: ['ecr'], enabled: true },
    ]);
  });

  it('keeps the limits of its definition, and nothing of who may use it', () => {
    const limits = { access: 'pull', repositories: ['a/*'], regions: ['eu-west-1'], maxDurationSeconds: 900 } as const;
    const grants = [{ issuer: 'corp', groups: ['team'] }];
    const shown = usableOf({ ...definition, ...limits, name: 'Shop', enabled: false, serves: ['session'], grants });
    expect(shown).toEqual({
      ...limits,
      id: 'shop',
      name: 'Shop',
      principalType: 'assumed-role',
      serves: ['session'],
      enabled: false,
    });
  });

  it('is shown to others as the service tells it', () => {
    const summary = { id: 'shop', principalType: 'assumed-role', serves: ['ecr'], access: 'pull' } as const;
    expect(usablesOf({ items: [{ ...summary, serves: ['ecr'] }] })).toEqual([{ ...summary, enabled: true }]);
  });

  it('is left out if its definition can not be read', () => {
    expect(usablesOf({ items: [{ id: 'broken' }], etags: ['"1"'] })).toEqual([]);
  });
});

describe('the search', () => {
  const connectors: readonly Usable[] = [
    { id: 'shop-images', name: 'Images of the SHOP', principalType: 'assumed-role', serves: ['ecr'], enabled: true },
    { id: 'tools', description: 'For the shop’s tools', principalType: 'provided', serves: ['ecr'], enabled: true },
    { id: 'ops', principalType: 'assumed-role', serves: ['console', 'session'], enabled: true },
  ];

  it.each([
    [{ text: 'shop' }, ['shop-images', 'tools']],
    [{ text: 'SHOP-' }, ['shop-images']],
    [{ serves: 'console' }, ['ops']],
    [{ text: 'shop', serves: 'session' }, []],
    [{}, ['shop-images', 'tools', 'ops']],
  ] as const)('for %j finds what the service finds', (filter, ids) => {
    const found = connectors.filter(isFound(filter)).map(({ id }) => id);
    expect(found).toEqual(ids);
    expect(connectors.filter((one) => matchesFilter(one, filter)).map(({ id }) => id)).toEqual(found);
  });
});

describe('the regions', () => {
  it('begin with the connector’s own', () => {
    expect(regionsOf({ region: 'eu-west-1', regions: ['eu-central-1', 'eu-west-1'] })).toEqual([
      'eu-west-1',
      'eu-central-1',
    ]);
  });

  it('are any, if nothing limits them', () => {
    expect(regionsOf({ region: 'eu-west-1' })).toBeUndefined();
  });

  it('have no default that could be named here, if claims decide it', () => {
    expect(defaultRegion({ region: '{home_region}' })).toBeUndefined();
    expect(regionsOf({ region: '{home_region}', regions: ['eu-west-1'] })).toEqual(['eu-west-1']);
  });
});

describe('what can be chosen of a login', () => {
  const usable: Usable = { id: 'shop', principalType: 'assumed-role', serves: ['console', 'ecr'], enabled: true };

  it('is a length within what the principal type can, and the connector allows', () => {
    const seconds = (changes: Partial<Usable>) => lengthsFor({ ...usable, ...changes }).map(({ value }) => value);
    expect(seconds({})).toEqual(['900', '3600', '14400', '43200']);
    expect(seconds({ maxDurationSeconds: 3_600 })).toEqual(['900', '3600']);
    expect(seconds({ maxDurationSeconds: 3_599 })).toEqual(['900']);
    expect(seconds({ principalType: 'federated-user' })).toContain('129600');
    expect(seconds({ principalType: 'provided' })).toEqual([]);
  });

  it('is no AWS console, which is opened', () => {
    expect(servicesOf(usable)).toEqual(['ecr']);
  });

  it('is a region, where the service has several', () => {
    expect(['ecr', 'ecr-public', 'codeartifact', 'session'].map((one) => takesRegion(one as 'ecr'))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
