// Connectors, issuers and callers at random, of few names, so that callers are let in often and refused often.
import fc from 'fast-check';
import * as v from 'valibot';
import { type Caller, jobCaller } from '../../shared/domain/caller.ts';
import { Connector } from '../../shared/domain/connector.ts';
import { Issuer } from '../../shared/domain/issuer.ts';
import { PRINCIPAL_TYPES, type PrincipalType } from '../../shared/domain/principal-type.ts';
import { anIamCaller, aPerson, aWorkload } from './builders.ts';
import { limits } from './random-narrowing.ts';

type Json = Readonly<Record<string, unknown>>;

const ROLE = 'arn:aws:iam::123456789012:role/build-agents';
const UNIQUE = ['AROACKCEVSQ6C2EXAMPLE', 'AROACKCEVSQ6C2ANOTHER'];

const claims = fc.oneof(
  fc.record({ repository_id: fc.subarray(['1', '2', '*'], { minLength: 1 }) }),
  fc.record({ repository_id: fc.constant(['1']), ref: fc.subarray(['refs/heads/*', 'refs/**'], { minLength: 1 }) }),
  fc.constant([{ claim: ['kubernetes.io', 'namespace'], anyOf: ['team-*'] }]),
);
const issuer = fc.constantFrom('ci', 'corp');
const parties = fc.oneof(
  fc.record({ issuer, claims }),
  fc.record({ issuer, groups: fc.subarray(['platform', 'web'], { minLength: 1 }) }),
  fc.record({ iamRole: fc.constantFrom(ROLE, `${ROLE}-2`) }),
  fc.record({ iamRole: fc.constant(ROLE), uniqueId: fc.constantFrom(...UNIQUE) }),
  fc.record({ refreshJob: fc.constantFrom('nightly', 'second') }),
);

const { conditions: _network, ...narrowed } = limits;
const narrowing = fc.record({ ...narrowed, maxDurationSeconds: fc.constantFrom(900, 1_800) }, { requiredKeys: [] });
const grants = fc
  .tuple(
    parties,
    fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: narrowing as fc.Arbitrary<object> }),
  )
  .map(([party, narrowings]) => ({ ...party, ...narrowings }));

const common = {
  enabled: fc.constantFrom(true, true, true, false),
  systemScope: fc.constantFrom(true, true, true, false),
  grants: fc.array(grants, { minLength: 1, maxLength: 5 }),
  description: fc.string({ minLength: 1, maxLength: 20 }),
  maxDurationSeconds: fc.constantFrom(900, 3_600),
  loginLifetime: fc.constantFrom('session', 'token'),
};
/** What makes each type whole. */
const OWN: Readonly<Record<PrincipalType, Json>> = {
  'assumed-role': { roleArn: ROLE },
  'federated-user': {},
  'session-token': { acknowledgeRisk: true },
  'web-identity': { roleArn: ROLE, acknowledgeRisk: true },
  saml: {
    roleArn: ROLE,
    acknowledgeRisk: true,
    samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/corp',
  },
  provided: {},
};

/** A valid connector as an operator writes it. */
export const writtenConnectors: fc.Arbitrary<Json> = fc
  .constantFrom(...(Object.keys(PRINCIPAL_TYPES) as PrincipalType[]))
  .chain((principalType) => {
    const { policy, serves } = PRINCIPAL_TYPES[principalType];
    return fc
      .record(
        { ...common, serves: fc.subarray([...serves], { minLength: serves.length - 1 || 1 }), ...(policy && limits) },
        { requiredKeys: ['grants', 'systemScope', 'serves'] },
      )
      .map((rest) => ({ id: 'team-a-pull', account: 'build', principalType, ...OWN[principalType], ...rest }));
  })
  .filter((connector) => v.is(Connector, connector));

export const writtenIssuers: fc.Arbitrary<Json> = fc
  .record(
    {
      enabled: fc.boolean(),
      require: claims,
      algorithms: fc.subarray(['RS256', 'ES256'], { minLength: 1 }),
      tokenTypes: fc.subarray(['JWT', 'at+jwt'], { minLength: 1 }),
      soleAudience: fc.boolean(),
      maxTokenAgeSeconds: fc.integer({ min: 1, max: 900 }),
    },
    { requiredKeys: [] },
  )
  .map((rest) => ({ id: 'ci', url: 'https://ci.example', kind: 'workload', audiences: ['x'], ...rest }))
  .filter((written) => v.is(Issuer, written));

export const callers: fc.Arbitrary<Caller> = fc.oneof(
  fc
    .record({
      issuer,
      repository_id: fc.constantFrom('1', '2'),
      ref: fc.constantFrom('refs/heads/main', 'refs/tags/a/b'),
    })
    .map(({ issuer: from, ...held }) => aWorkload({ issuer: from, claims: { sub: 'x', ...held } })),
  fc.constant(aWorkload({ claims: { sub: 'pod', 'kubernetes.io': { namespace: 'team-a' } } })),
  fc.record({ groups: fc.subarray(['platform', 'web']), administrator: fc.boolean() }).map((more) => aPerson(more)),
  fc.constantFrom(...UNIQUE).map((uniqueId) => anIamCaller({ uniqueId })),
  fc.constantFrom('nightly', 'second').map((job) => jobCaller(job, 'corp:ada')),
);
