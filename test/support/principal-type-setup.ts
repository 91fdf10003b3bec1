// What stands around connectors of every principal type: accounts, issuers, roles, providers.
import type { StandIn } from '../../local/stand-in/server.ts';
import { EXTERNAL_ID, ROLES, SAML_PROVIDER } from './principal-types.ts';

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf';
export const USER = {
  arn: 'arn:aws:iam::123456789012:user/portunus/build',
  accessKeyId: 'AKIABUILDBUILDBUILD1',
  secretAccessKey: 'secret/access/key/of/the/build/user/one+',
  kind: 'iam-user',
} as const;
const EXECUTION_ROLE = 'arn:aws:iam::111122223333:role/portunus-dev-eu-west-1-issue';
const AUDIENCE = 'https://portunus.example';

export const ACCOUNTS = [
  { id: 'by-role', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
  {
    id: 'by-user',
    awsAccountId: '123456789012',
    partition: 'aws',
    credentials: { source: 'iam-user', secretArn: SECRET_ARN },
  },
  { id: 'service', awsAccountId: '111122223333', partition: 'aws', credentials: { source: 'execution-role' } },
];

/** Whose keys have to be fetched, so that STS could fetch them too. */
export function issuersOf(port: number) {
  const common = { audiences: [AUDIENCE], jwksUri: `https://127.0.0.1:${port}/jwks` };
  return [
    { id: 'ci', url: 'https://ci.tests.example', kind: 'workload', ...common },
    {
      id: 'corp',
      url: 'https://corp.tests.example',
      kind: 'user',
      require: { token_use: ['id'] },
      groupsClaim: 'groups',
      ...common,
    },
  ];
}

/** The user, the roles and the providers that the connectors of every type need. */
export function putEverything(standIn: StandIn, jwks: { keys: object[] }, certificate: string) {
  standIn.putPrincipal(USER);
  standIn.putPackageRepository({ arn: 'arn:aws:codeartifact:eu-west-1:123456789012:repository/shop/releases' });
  const common = { ecr: true, maxSessionDurationSeconds: 43_200 };
  const providers = ['ci.tests.example', 'corp.tests.example'];
  standIn.putRole({
    ...common,
    arn: ROLES.images,
    trustedPrincipals: [EXECUTION_ROLE, USER.arn],
    externalId: EXTERNAL_ID,
  });
  standIn.putRole({
    ...common,
    arn: ROLES.web,
    trustedPrincipals: [],
    trustedOidc: providers.map((provider) => ({ provider, audience: AUDIENCE })),
  });
  standIn.putRole({ ...common, arn: ROLES.saml, trustedPrincipals: [], trustedSaml: [SAML_PROVIDER] });
  const first = [ROLES.images, ROLES.web, ROLES.saml];
  standIn.putRole({ ...common, arn: ROLES.deep, trustedPrincipals: first, externalId: EXTERNAL_ID });
  for (const url of providers) {
    standIn.putOidcProvider({ account: '123456789012', url, clientIds: [AUDIENCE], jwks } as never);
  }
  standIn.putSamlProvider({ arn: SAML_PROVIDER, certificate });
}
