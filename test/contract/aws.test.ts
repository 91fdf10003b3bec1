import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe } from 'vitest';
import { startStandIn } from '../../local/stand-in/server.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import { createSamlProvider } from '../support/saml.ts';
import { useRole } from '../support/use-role.ts';
import { ACCOUNT, type AwsStandIn, awsContract, EXTERNAL_ID, ROLE } from './aws.contract.ts';

const ISSUER = 'https://ci.portunus.example';
const SAML_PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;
const EXECUTION_ROLE = useRole('issue');

async function assertion() {
  const provider = await createSamlProvider();
  return {
    certificate: provider.certificate,
    assertion: provider.assert({ roleArn: ROLE, providerArn: SAML_PROVIDER, sessionName: 'ci-7351' }),
  };
}

async function webIdentity() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'contract', alg: 'RS256', use: 'sig' };
  const token = new SignJWT({ iss: ISSUER, aud: 'https://portunus.example', sub: 'job' })
    .setProtectedHeader({ alg: 'RS256', kid: 'contract' })
    .setIssuedAt()
    .setExpirationTime('5m');
  return { jwks: { keys: [jwk] }, webIdentityToken: await token.sign(privateKey) };
}

async function startOurs(): Promise<AwsStandIn> {
  const { certificate, ...saml } = await assertion();
  const { jwks, webIdentityToken } = await webIdentity();
  const standIn = await startStandIn({ principals: [EXECUTION_ROLE] });
  const user = {
    arn: `arn:aws:iam::${ACCOUNT}:user/deployer`,
    accessKeyId: 'AKIACONTRACTCONTRACT',
    kind: 'iam-user',
  } as const;
  standIn.putPrincipal({ ...user, secretAccessKey: 'contract-user-secret' });
  const secretArn = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:portunus/dev/keys/deployer-AbCdEf`;
  const key = { accessKeyId: user.accessKeyId, secretAccessKey: 'contract-user-secret' };
  standIn.putSecret({ arn: secretArn, value: JSON.stringify(key) });
  standIn.putOidcProvider({ account: ACCOUNT, url: ISSUER, clientIds: ['https://portunus.example'], jwks });
  standIn.putSamlProvider({ arn: SAML_PROVIDER, certificate });
  standIn.putRole({
    arn: ROLE,
    trustedPrincipals: [`arn:aws:iam::${ACCOUNT}:role/portunus-dev-eu-west-1-issue`, user.arn],
    externalId: EXTERNAL_ID,
    trustedOidc: [{ provider: 'ci.portunus.example', audience: 'https://portunus.example' }],
    trustedSaml: [SAML_PROVIDER],
    ecr: true,
  });
  return { url: standIn.url, secretArn, webIdentityToken, samlProviderArn: SAML_PROVIDER, ...saml, stop: standIn.stop };
}

/** moto routes by the service in the signature, and believes any. */
async function ask(url: string, service: string, headers: Record<string, string>, body: string): Promise<string> {
  const scope = `Credential=AKIAIOSFODNN7EXAMPLE/20261121/eu-west-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
  const response = await fetch(url, { method: 'POST', headers: { authorization, ...headers }, body });
  if (!response.ok) throw new Error(`moto: ${await response.text()}`);
  return response.text();
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function startMotoWithUser(): Promise<AwsStandIn> {
  const { url, stop } = await startMoto();
  const iam = (parameters: Record<string, string>) =>
    ask(url, 'iam', FORM, new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString());
  await iam({ Action: 'CreateUser', UserName: 'deployer' });
  const xml = await iam({ Action: 'CreateAccessKey', UserName: 'deployer' });
  const [, accessKeyId] = /<AccessKeyId>([^<]+)</.exec(xml) ?? [];
  const [, secretAccessKey] = /<SecretAccessKey>([^<]+)</.exec(xml) ?? [];
  const created = await ask(
    url,
    'secretsmanager',
    { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.CreateSecret' },
    JSON.stringify({
      Name: 'portunus/dev/keys/deployer',
      SecretString: JSON.stringify({ accessKeyId, secretAccessKey }),
    }),
  );
  const { webIdentityToken } = await webIdentity();
  const saml = await assertion();
  return { url, secretArn: JSON.parse(created).ARN, webIdentityToken, samlProviderArn: SAML_PROVIDER, ...saml, stop };
}

describe('our adapters and our own stand-in', () => {
  awsContract(startOurs, {});
});

const MOTO_DEVIATES = {
  'a role that is not there': 'let through',
  'a wrong external ID': 'let through',
  'a policy that is none': 'let through',
  'a policy of 2,049 characters': 'let through',
  'a session of a minute': 'upstream_invalid: expiration_unbelievable',
  // It forgets whose sessions these are.
  GetFederationToken: 'upstream_invalid: not_the_identity_of_the_session',
  GetSessionToken: 'upstream_invalid: not_the_account_of_the_connector',
  // Its logins ended in 2015.
  'a login': 'upstream_invalid: expiry_unbelievable',
};

if (hasMoto()) {
  describe('our adapters and moto', () => {
    awsContract(startMotoWithUser, MOTO_DEVIATES);
  });
} else {
  console.warn('moto_server is not installed here: its half of the contract is left out');
}
