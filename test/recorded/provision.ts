// What AWS has for the connectors of every principal type: roles, a user with keys, and two identity providers.
import type { LocalAws } from '../../local/start-local-aws.ts';

const ACCOUNT = '111122223333';
const USER = {
  arn: 'arn:aws:iam::123456789012:user/portunus/build',
  accessKeyId: 'AKIABUILDBUILDBUILD1',
  secretAccessKey: 'secret/access/key/of/the/build/user/one+',
  kind: 'iam-user',
} as const;
const KEYS_SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:portunus/dev/keys/build-AbCdEf`;
const AUDIENCE = 'https://portunus.example';

export const SAML_PROVIDER = 'arn:aws:iam::123456789012:saml-provider/idp';
export const SAML_ROLE = 'arn:aws:iam::123456789012:role/portunus/saml';

/** `no-such-role` is left out on purpose. */
export function provision({ standIn, issuer }: LocalAws, samlCertificate: string): void {
  const functionRole = `arn:aws:iam::${ACCOUNT}:role/portunus-dev-eu-west-1-issue`;
  const roleOf = (name: string) => `arn:aws:iam::123456789012:role/portunus/${name}`;
  const shared = { ecr: true, maxSessionDurationSeconds: 43_200 };
  const { accessKeyId, secretAccessKey } = USER;
  standIn.putPrincipal(USER);
  standIn.putSecret({ arn: KEYS_SECRET, value: JSON.stringify({ accessKeyId, secretAccessKey }) });
  for (const name of ['images', 'iam-images', 'narrow', 'people', 'token']) {
    standIn.putRole({ ...shared, arn: roleOf(name), trustedPrincipals: [functionRole, USER.arn] });
  }
  const trustedOidc = [{ provider: 'fetched.example', audience: AUDIENCE }];
  standIn.putRole({ ...shared, arn: roleOf('web'), trustedPrincipals: [], trustedOidc });
  standIn.putRole({ ...shared, arn: SAML_ROLE, trustedPrincipals: [], trustedSaml: [SAML_PROVIDER] });
  standIn.putRole({ ...shared, arn: roleOf('deep'), trustedPrincipals: [roleOf('images')] });
  const provider = { account: '123456789012', url: 'fetched.example', clientIds: [AUDIENCE], jwks: issuer.jwks };
  standIn.putOidcProvider(provider as never);
  standIn.putSamlProvider({ arn: SAML_PROVIDER, certificate: samlCertificate });
}
