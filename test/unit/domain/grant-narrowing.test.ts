// What a grant may narrow: what would widen its connector, or mean nothing, is refused on write.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../shared/domain/connector.ts';
import { isWithin, limitsFor, narrowingOf } from '../../../shared/domain/grant-narrowing.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { aWrittenConnector } from '../../support/builders.ts';

const BY_CLAIM = { issuer: 'ci', claims: { repository_id: ['1296269'] } };

function faults(narrowing: object, overrides: Record<string, unknown> = {}, others: readonly object[] = []) {
  const grants = [...others, { ...BY_CLAIM, ...narrowing }];
  const { roleArn, ...rest } = aWrittenConnector({ grants, ...overrides });
  const parsed = parseWith(Connector, 'roleArn' in overrides ? rest : { roleArn, ...rest }, 'connector');
  return parsed.ok ? [] : parsed.errors;
}
function faultyFields(...input: Parameters<typeof faults>) {
  return faults(...input).map(({ field }) => field);
}

const ALL = {
  access: 'pull',
  repositories: ['shop/*'],
  registries: ['123456789012'],
  regions: ['eu-west-1'],
  maxDurationSeconds: 900,
};
const LIMITS = { ...ALL, access: 'push', repositories: ['shop/*', 'base'], regions: ['eu-west-1', 'us-east-1'] };

describe('a grant may narrow', () => {
  it.each<[string, object, Record<string, unknown>]>([
    ['all of a connector without limits', ALL, {}],
    ['nothing', {}, LIMITS],
    ['what the connector limits too', ALL, LIMITS],
    ['to all that the connector gives', LIMITS, { ...LIMITS, maxDurationSeconds: 3_600 }],
    ['a pull to a pull', { access: 'pull' }, { access: 'pull' }],
    ['a policy of the operator’s own', { access: 'push' }, { policyArns: ['arn:aws:iam::aws:policy/x'] }],
    ['to the shortest session', { maxDurationSeconds: 900 }, { maxDurationSeconds: 900 }],
    ['to the longest session of the type', { maxDurationSeconds: 43_200 }, {}],
    ['to regions without the default one', { regions: ['us-east-1'] }, { region: 'eu-west-1' }],
    ['to a repository beside a template', { repositories: ['x/y'] }, { repositories: ['shop/*', '{project_path}'] }],
  ])('%s', (_what, narrowing, connector) => {
    // Whether a connector takes templates is no matter of this test.
    const isTemplate = JSON.stringify(connector).includes('{project_path}');
    const seen = faultyFields(narrowing, connector).filter((field) => !isTemplate || field.startsWith('grants'));
    expect(seen).toEqual([]);
  });

  it('whatever its callers are', () => {
    const iamRole = 'arn:aws:iam::123456789012:role/build-agents';
    for (const party of [{ iamRole }, { refreshJob: 'nightly' }, { issuer: 'corp', groups: ['platform'] }]) {
      expect(faultyFields({}, {}, [{ ...party, ...ALL }])).toEqual([]);
    }
  });

  it.each<[string, object, string]>([
    ['an access that is none', { access: 'delete' }, 'access'],
    ['no repositories', { repositories: [] }, 'repositories'],
    ['a template', { repositories: ['{project_path}'] }, 'repositories[0]'],
    [
      'more repositories than a connector',
      { repositories: Array.from({ length: 51 }, (_, i) => `a${i}`) },
      'repositories',
    ],
    ['no registries', { registries: [] }, 'registries'],
    ['a registry that is none', { registries: ['1234'] }, 'registries[0]'],
    ['no regions', { regions: [] }, 'regions'],
    ['a region twice', { regions: ['eu-west-1', 'eu-west-1'] }, 'regions'],
    ['a region that is none', { regions: ['europe'] }, 'regions[0]'],
    ['a session shorter than any', { maxDurationSeconds: 899 }, 'maxDurationSeconds'],
    ['a session longer than any', { maxDurationSeconds: 129_601 }, 'maxDurationSeconds'],
    ['half a second', { maxDurationSeconds: 900.5 }, 'maxDurationSeconds'],
    ['a text for seconds', { maxDurationSeconds: '900' }, 'maxDurationSeconds'],
    ['what it does not take', { policy: {} }, 'policy'],
    ['network conditions', { conditions: { sourceVpc: ['vpc-0123abcd'] } }, 'conditions'],
  ])('but not to %s', (_what, narrowing, field) => {
    expect(faultyFields(narrowing)).toEqual([`grants[0].${field}`]);
  });
});

describe('a grant never widens', () => {
  it.each<[string, object, Record<string, unknown>, string, string]>([
    ['a pull to a push', { access: 'push' }, { access: 'pull' }, 'access', 'is more than the connector gives'],
    [
      'by a region',
      { regions: ['eu-west-1', 'us-east-2'] },
      { regions: ['eu-west-1', 'us-east-1'] },
      'regions',
      'must be among the regions of the connector',
    ],
    [
      'by a registry',
      { registries: ['210987654321'] },
      { registries: ['123456789012'] },
      'registries',
      'must be among those of the connector',
    ],
    [
      'by a repository',
      { repositories: ['shop/*', 'base'] },
      { repositories: ['shop/*', 'tools'] },
      'repositories',
      'must each lie within one of the repositories of the connector',
    ],
    [
      'by a pattern',
      { repositories: ['*/api'] },
      { repositories: ['shop/*'] },
      'repositories',
      'must each lie within one of the repositories of the connector',
    ],
    [
      'by a second',
      { maxDurationSeconds: 1_801 },
      { maxDurationSeconds: 1_800 },
      'maxDurationSeconds',
      'is more than the connector gives',
    ],
    [
      'by more than the type has',
      { maxDurationSeconds: 43_201 },
      {},
      'maxDurationSeconds',
      'must be at most 43200 for assumed-role',
    ],
  ])('%s', (_what, narrowing, connector, field, detail) => {
    expect(faults(narrowing, connector)).toEqual([{ field: `grants[0].${field}`, detail }]);
  });

  it('and the one that would is named', () => {
    expect(faultyFields({ access: 'push' }, { access: 'pull' }, [BY_CLAIM, { ...BY_CLAIM, access: 'pull' }])).toEqual([
      'grants[2].access',
    ]);
  });
});

describe('what a grant can not narrow', () => {
  const USER = { principalType: 'session-token', acknowledgeRisk: true, roleArn: undefined };
  const OMITTED = { principalType: 'federated-user', omitPolicy: true, roleArn: undefined };
  const fields = Object.keys(ALL).map((name) => `grants[0].${name}`);

  it.each<[string, Record<string, unknown>, string]>([
    ['a session of session-token', USER, 'is not taken by session-token: its sessions can not be narrowed'],
    [
      'the execution role',
      { principalType: 'provided', roleArn: undefined },
      'is not taken by provided: its sessions can not be narrowed',
    ],
    [
      'a session that is to have no policy',
      OMITTED,
      'must not stand beside omitPolicy: such a session is not narrowed',
    ],
  ])('is %s: each field is refused', (_what, connector, detail) => {
    expect(faults(ALL, connector)).toEqual(fields.map((field) => ({ field, detail })));
    expect(faults({}, connector)).toEqual([]);
  });
});

describe('a pattern of repositories', () => {
  it.each([
    ['shop/api', 'shop/api', true],
    ['shop/api', 'shop/ap', false],
    ['shop/api', 'shop/*', true],
    ['shop', 'shop*', true],
    ['shop/*', 'shop/*', true],
    ['shop/x/*', 'shop/*', true],
    ['shop/*', 'shop/x/*', false],
    ['*', 'shop/*', false],
    ['shop/*', '*', true],
    ['*', '*', true],
    ['*', '**', true],
    ['**', '*', true],
    ['shop/*/api', 'shop/*', true],
    ['shop/*/api', '*/api', true],
    ['shop/*/api', '*/*/*', true],
    ['shop/*', '*/api', false],
    ['a*c', 'a*b*c', false],
    ['a*b*c', 'a*c', true],
    ['aa', 'a*a', true],
    ['a', 'a*a', false],
    ['abab', '*ab', true],
    ['shop/*', 'shop', false],
    ['shop.x', 'shop?x', false],
  ])('%s within %s: %s', (inner, outer, expected) => {
    expect(isWithin(inner, outer)).toBe(expected);
  });

  it('that is within another matches nothing that the other does not', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), minLength: 1, maxLength: 6 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 4 });
    const matches = (name: string, glob: string) => new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
    let within = 0;
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { minLength: 4, maxLength: 4 }), (inner, outer, texts) => {
        if (!isWithin(inner, outer)) return;
        within += 1;
        // Names that the inner pattern matches for certain.
        const names = texts.map((one) => inner.replaceAll('*', one));
        expect(names.filter((name) => !matches(name, outer))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(within).toBeGreaterThan(50);
  });
});

describe('the limits of whom a grant lets in', () => {
  it('are the grant’s where it has one, and the connector’s otherwise', () => {
    const connector = { access: 'push', regions: ['eu-west-1', 'us-east-1'], maxDurationSeconds: 3_600 } as const;
    expect(limitsFor(connector, { access: 'pull', repositories: ['shop'] })).toEqual({
      ...{ access: 'pull', repositories: ['shop'], regions: ['eu-west-1', 'us-east-1'], maxDurationSeconds: 3_600 },
    });
    expect(limitsFor(connector, undefined)).toEqual(connector);
  });

  it('are taken from a grant without its conditions', () => {
    expect(narrowingOf({ ...BY_CLAIM, access: 'pull' } as object)).toEqual({ access: 'pull' });
    expect(narrowingOf(undefined)).toEqual({});
  });
});
