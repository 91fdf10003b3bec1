// What each format looks like, as its own writer writes it.
import * as v from 'valibot';
import { Logins, PackageLoginJson, SessionCredentials } from '../../domain/answers/credentials.ts';
import * as answers from '../../domain/answers/formats.ts';
import type { IssuedLogins, IssuedPackageLogin, IssuedSession } from '../../domain/credential.ts';
import { type FormatName, formatsOf, PACKAGE_FORMATS } from '../../domain/format-name.ts';
import { Secret } from '../../domain/secret.ts';
import type { RenderedBody } from '../../formats/format.ts';
import { formats, renderLogins, renderPackages, renderSession } from '../../formats/index.ts';
import type { Content } from './operation.ts';

export const REQUEST_ID = '3f1c9f0e-5b1d-4c8e-9a56-1d2f3a4b5c6d';

const ISSUED = {
  requestId: REQUEST_ID,
  issuedAt: new Date('2026-11-27T09:00:00.000Z'),
  refreshAfter: new Date('2026-11-27T09:29:12.000Z'),
  source: 'fresh',
} as const;

const SESSION = {
  arn: 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1296269-42',
  expiresAt: new Date('2026-11-27T10:00:00.000Z'),
};

const PASSWORD = 'example-password';

function issuedLogins(format: FormatName, registry: 'private' | 'public'): IssuedLogins {
  const place =
    registry === 'private'
      ? {
          registryId: '123456789012',
          region: 'eu-west-1',
          proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        }
      : { region: 'us-east-1', proxyEndpoint: 'https://public.ecr.aws' };
  const login = {
    ...place,
    username: 'AWS',
    password: new Secret(PASSWORD),
    authorizationToken: new Secret(Buffer.from(`AWS:${PASSWORD}`).toString('base64')),
    expiresAt: new Date('2026-11-27T21:00:00.000Z'),
  };
  const duration = { requestedSeconds: 7_200, grantedSeconds: 3_600, limitedBy: 'role-chaining' } as const;
  const connectorId = registry === 'private' ? 'shop-images' : 'shop-releases';
  return { ...ISSUED, connectorId, format, logins: [login], session: SESSION, duration };
}

const ENDPOINT = 'https://shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';

function issuedPackages(format: FormatName): IssuedPackageLogin {
  const endpoints = PACKAGE_FORMATS.map((kind) => [kind, `${ENDPOINT}/${kind}/shared-libs/`]);
  const login = {
    domain: 'shop',
    domainOwner: '123456789012',
    region: 'eu-west-1',
    repository: 'shared-libs',
    authorizationToken: new Secret('example-authorization-token'),
    expiresAt: new Date('2026-11-27T10:00:00.000Z'),
    endpoints: Object.fromEntries(endpoints),
  };
  const duration = { requestedSeconds: 3_600, grantedSeconds: 3_600 };
  return { ...ISSUED, connectorId: 'shop-packages', format, login, session: SESSION, duration };
}

function issuedSession(format: FormatName): IssuedSession {
  const keys = {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret('example-secret-access-key'),
    sessionToken: new Secret('example-session-token'),
  };
  const duration = { requestedSeconds: 3_600, grantedSeconds: 3_600 };
  return { ...ISSUED, connectorId: 'shop-releases', format, session: { ...SESSION, ...keys }, duration };
}

const OPTIONS = { yaml: false, nonce: '7c9e6679-7425-40de-944b-e07fc1f90ae7' };

/** The formats whose text is JSON. */
const JSON_LOGINS: { readonly [F in FormatName]?: v.GenericSchema } = {
  json: Logins,
  'docker-config': answers.DockerConfigJson,
  'docker-credential': answers.DockerCredentialJson,
  'kubernetes-secret': answers.KubernetesSecretJson,
  kubelet: answers.KubeletJson,
  'username-password': answers.UsernamePasswordJson,
};
const JSON_SESSION: { readonly [F in FormatName]?: v.GenericSchema } = {
  json: SessionCredentials,
  'credential-process': answers.CredentialProcessJson,
  container: answers.ContainerJson,
};

const JSON_PACKAGES: { readonly [F in FormatName]?: v.GenericSchema } = { json: PackageLoginJson };

type Contents = Record<string, Content>;

export function loginContents(registry: 'private' | 'public'): Contents {
  const yaml = renderLogins(issuedLogins('kubernetes-secret', registry), { ...OPTIONS, yaml: true });
  return {
    ...contentsOf(formatsOf('logins'), JSON_LOGINS, (format) => renderLogins(issuedLogins(format, registry), OPTIONS)),
    [mediaTypeOf(yaml)]: { schema: v.string(), examples: { 'kubernetes-secret': yaml.body } },
  };
}

export function packageContents(): Contents {
  return contentsOf(formatsOf('packages'), JSON_PACKAGES, (format) => renderPackages(issuedPackages(format), OPTIONS));
}

export function sessionContents(): Contents {
  return contentsOf(formatsOf('session'), JSON_SESSION, (format) => renderSession(issuedSession(format), OPTIONS));
}

/** The forms in which formats write a refusal, beside the problem. */
export function failureContents(): Contents {
  const failure = { code: 'token_missing', sentence: 'Token missing: No bearer token was sent.' };
  const schemas = { container: answers.ContainerFailureJson };
  const rendered = Object.entries(formats).flatMap(([name, format]) => {
    const body = format.failure?.(failure);
    return body === undefined ? [] : [[name, body] as const];
  });
  const bodies: Record<string, RenderedBody> = Object.fromEntries(rendered);
  return contentsOf(Object.keys(bodies), schemas, (format) => bodies[format] as RenderedBody);
}

/** The examples of formats by media type. JSON of several formats is any of them. */
function contentsOf<F extends string>(
  names: readonly F[],
  schemas: { readonly [format: string]: v.GenericSchema | undefined },
  write: (format: F) => RenderedBody,
): Contents {
  const written = names.map((format) => ({ format, body: write(format) }));
  const mediaTypes = [...new Set(written.map(({ body }) => mediaTypeOf(body)))];
  const contents = mediaTypes.map((mediaType): [string, Content] => {
    const own = written.filter(({ body }) => mediaTypeOf(body) === mediaType);
    const isJson = mediaType === 'application/json';
    const examples = own.map(({ format, body }) => [format, isJson ? JSON.parse(body.body) : body.body]);
    const schema = isJson ? anyOf(own.map(({ format }) => schemaOf(schemas, format))) : v.string();
    return [mediaType, { schema, examples: Object.fromEntries(examples) }];
  });
  return Object.fromEntries(contents);
}

function schemaOf(schemas: { readonly [format: string]: v.GenericSchema | undefined }, format: string) {
  const schema = schemas[format];
  if (schema === undefined) throw new Error(`the format ${format} is JSON: add its schema to this file`);
  return schema;
}

function anyOf(schemas: readonly v.GenericSchema[]): v.GenericSchema {
  const [only, ...more] = schemas;
  return only !== undefined && more.length === 0 ? only : v.union([...schemas]);
}

function mediaTypeOf({ contentType }: RenderedBody): string {
  return contentType.replace(/;.*/s, '');
}
