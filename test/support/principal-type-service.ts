import { beforeEach } from 'vitest';
import { applyDirectly } from '../../cli/direct/apply.ts';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { auditItems, secretsOf } from './audit-records.ts';
import { sampleTokenOf } from './fetched-issuer.ts';
import { startKeyServer, trust } from './key-server.ts';
import { ACCOUNTS, issuersOf, putEverything, SECRET_ARN, USER } from './principal-type-setup.ts';
import { ROLES, SAML_PROVIDER } from './principal-types.ts';
import type { AssertionOptions } from './saml.ts';
import { type Answer, type Service, sampleEvent, startService } from './service.ts';
import { typedKeys } from './shared-keys.ts';
import { publicJwk } from './tokens.ts';
import { useStarted } from './use-service.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is asked of which connector. Proofs make it a POST. */
export interface Ask {
  readonly route: string;
  readonly id: string;
  readonly token: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Fields;
}

export interface TypedService {
  readonly service: Service;
  readonly standIn: Service['aws']['standIn'];
  /** Writes definitions as `portunus apply --direct` does. */
  readonly apply: (written: {
    readonly issuers?: readonly Fields[];
    readonly accounts?: readonly Fields[];
    readonly connectors?: readonly Fields[];
  }) => Promise<void>;
  readonly ask: (ask: Ask, invoke?: Service['invoke']) => Promise<Answer>;
  /** A token of a CI job, and of a person. */
  readonly job: (claims?: Fields) => string;
  readonly person: (claims?: Fields) => string;
  readonly assertion: (more?: Partial<AssertionOptions>) => string;
  /** What a secret of the account's is, as Secrets Manager has it. */
  readonly putKey: (key: { readonly accessKeyId: string; readonly secretAccessKey: string }, arn?: string) => void;
  /** Of all that may be in no log line and no audit record, what is. */
  readonly leaks: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

function eventOf({ route, id, token, query = {}, body }: Ask) {
  const sample = sampleEvent(body === undefined ? 'issue/ok' : 'issue/post', token);
  const routeKey = `${body === undefined ? 'GET' : 'POST'} /v1/connectors/{id}/${route}`;
  const shown = body === undefined ? { queryStringParameters: query } : { body: JSON.stringify(body) };
  return { ...sample, routeKey, pathParameters: { id }, ...shown };
}

export async function startTypedService(environment: Record<string, string> = {}): Promise<TypedService> {
  const { certificate, key, saml } = await typedKeys();
  const distrust = trust(certificate);
  const jwks = { keys: [publicJwk(key)] };
  const keys = await startKeyServer(certificate, (_request, response) => void response.end(JSON.stringify(jwks)));
  const service = await startService(
    {},
    { PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'true', PORTUNUS_ALLOW_PROVIDED: 'true', ...environment },
  );
  const { standIn, dynamoDb } = service.aws;
  putEverything(standIn, jwks, saml.certificate);

  const shown: string[] = [USER.secretAccessKey];
  const secret = (text: string) => {
    shown.push(text);
    return text;
  };
  const apply: TypedService['apply'] = async (written) => {
    const locate = () => 'test';
    const table = { client: dynamoDb, tableName: 'portunus-local-definitions' };
    const file = { definitions: readDefinitions(written, locate), locate };
    const activity = { client: dynamoDb, tableName: 'portunus-local-activity' };
    await applyDirectly(file, { table, activity, whoDefines: async () => 'tests', print: () => {} });
  };
  const putKey: TypedService['putKey'] = ({ accessKeyId, secretAccessKey }, arn = SECRET_ARN) => {
    standIn.putSecret({ arn, value: JSON.stringify({ accessKeyId, secretAccessKey: secret(secretAccessKey) }) });
  };
  putKey(USER);
  await apply({ issuers: issuersOf(keys.port), accounts: ACCOUNTS });
  return {
    service,
    standIn,
    apply,
    putKey,
    ask: async (ask, invoke = service.invoke) => {
      const answer = await invoke('issue', eventOf(ask));
      if (typeof answer.body.url === 'string') shown.push(answer.body.url);
      return answer;
    },
    job: (claims = {}) => secret(sampleTokenOf(key, { iss: 'https://ci.tests.example', ...claims })),
    person: (claims = {}) => {
      const own = { iss: 'https://corp.tests.example', sub: 'ada', token_use: 'id', groups: ['platform'] };
      return secret(sampleTokenOf(key, { ...own, ...claims }));
    },
    assertion: (more = {}) => {
      const usual = { roleArn: ROLES.saml, providerArn: SAML_PROVIDER, sessionName: 'octocat' };
      return secret(saml.assert({ ...usual, ...more }));
    },
    leaks: async () => {
      const written = service.logged() + JSON.stringify(await auditItems(service.aws));
      return [...shown, ...secretsOf(service.aws)].filter((text) => written.includes(text));
    },
    stop: async () => {
      await service.stop();
      await keys.close();
      distrust();
    },
  };
}

/** One for all tests of a file or suite, and before each test no calls of AWS. */
export function useTypedService(environment: Record<string, string> = {}): TypedService {
  const world = useStarted(() => startTypedService(environment));
  beforeEach(() => {
    world.standIn.calls.length = 0;
  });
  return world;
}
