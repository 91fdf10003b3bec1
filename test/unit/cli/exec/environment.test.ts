import { expect, it } from 'vitest';
import { childEnvironment, endpointVariables, NO_PROFILES } from '../../../../cli/exec/environment.ts';

const PARENT = { PATH: '/bin', HOME: '/home/ada', AWS_CA_BUNDLE: '/ca.pem', AWS_REGION: 'us-east-1' };
const ENDPOINT = endpointVariables({ url: 'http://127.0.0.1:1/credentials', token: 't' });

it.each([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ACCOUNT_ID',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
])("the child does not see the parent's %s, in any case of letters", (name) => {
  const parent = { ...PARENT, [name]: 'of the parent', [name.toLowerCase()]: 'of the parent' };
  expect(Object.values(childEnvironment(parent, ENDPOINT, undefined))).not.toContain('of the parent');
});

it('the child sees all else, the endpoint, and both variables of the region', () => {
  expect(childEnvironment(PARENT, { ...ENDPOINT, ...NO_PROFILES }, 'eu-west-1')).toEqual({
    PATH: '/bin',
    HOME: '/home/ada',
    AWS_CA_BUNDLE: '/ca.pem',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/credentials',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 't',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});

it("the parent's region stays where the connector has none", () => {
  expect(childEnvironment(PARENT, {}, undefined).AWS_REGION).toBe('us-east-1');
});
