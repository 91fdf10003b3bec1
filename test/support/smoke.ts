// A smoke test of the built handlers on the embedded AWS, any part of which a test can break.
import { vi } from 'vitest';
import type { ApiClient } from '../../cli/http/client.ts';
import { createApiClient } from '../../cli/http/client.ts';
import { createSend } from '../../cli/smoke/answer.ts';
import type { SmokeAws } from '../../cli/smoke/aws.ts';
import { runSmoke, type SmokeOptions, type SmokeResult } from '../../cli/smoke/smoke.ts';
import { isNamedBy } from '../../cli/smoke/table.ts';
import type { Principal } from '../../local/stand-in/core/state.ts';
import { type AdminService, startAdminService } from './admin.ts';
import { auditItems } from './audit-records.ts';
import { type HttpApi, startHttpApi } from './http-api.ts';
import { type Answer, type FunctionName, type Service, startService } from './service.ts';
import { type AwsBreakage, type SmokeProxy, startSmokeProxy } from './smoke-proxy.ts';
import { ACCOUNT, readTemplate, smokeStack } from './smoke-template.ts';

/** Whoever runs the smoke test: somebody else than the function. */
export const OPERATOR: Principal = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/platform-engineers/ada`,
  accessKeyId: 'ASIAOPERATOROPERATOR',
  secretAccessKey: 'operator-secret',
  sessionToken: 'operator-token',
  kind: 'role-session',
};

export interface Breakage extends AwsBreakage {
  /** What the service answers instead. */
  readonly answer?: (answer: Answer, asked: Asked) => Answer;
  /** What the roles' trust policies are instead, as text. */
  readonly trust?: (policy: string) => string;
  readonly losesMetrics?: boolean;
  readonly deliversNothing?: boolean;
}

interface Asked {
  readonly name: FunctionName;
  readonly routeKey: string;
  readonly connectorId: string | undefined;
  readonly token: string;
}

export interface SmokeSite extends AdminService {
  readonly api: HttpApi;
  readonly proxy: SmokeProxy;
  readonly run: (breakage?: Breakage, options?: RunOptions) => Promise<SmokeResult>;
}

interface RunOptions extends Partial<SmokeOptions> {
  /** Checks or groups. All if absent. */
  readonly only?: readonly string[];
  /** Whether it makes definitions and roles. If not, it shows a token of the sample's CI. */
  readonly creates?: boolean;
  readonly stop?: AbortSignal;
}

/** A new run at each call, with its own name. */
let runs = 0;

export async function startSmokeSite(): Promise<SmokeSite> {
  const proxy = await startSmokeProxy();
  const names = ['DYNAMODB', 'STS', 'ECR', 'ECR_PUBLIC', 'SECRETS_MANAGER', 'SSM'];
  const endpoints = Object.fromEntries(names.map((name) => [`AWS_ENDPOINT_URL_${name}`, proxy.url]));
  const service = await startAdminService((options, environment) =>
    startService(options, { ...environment, ...endpoints }),
  );
  const { standIn, environment } = service.aws;
  standIn.putPrincipal(OPERATOR);
  proxy.forwardTo(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', standIn);
  let breakage: Breakage = {};
  const api = await startHttpApi(async (name, event, remainingMs) => {
    const answer = await service.invoke(name, event, remainingMs);
    return breakage.answer?.(answer, askedOf(name, event)) ?? answer;
  });
  const run: SmokeSite['run'] = async (broken = {}, given = {}) => {
    const { only, creates = true, stop = new AbortController().signal, ...options } = given;
    breakage = broken;
    proxy.breakage = broken;
    runs += 1;
    // What an environment has kept of the issuers is over, so that no run waits for it.
    vi.setSystemTime(Date.now() + 61_000);
    const authorization = `Bearer ${await service.tokenOf('administrator')}`;
    const ask: ApiClient = createApiClient(`${api.url}/v1`, (url, init) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization } }),
    );
    const own = creates ? {} : { token: await service.aws.issuer.mint() };
    try {
      return await runSmoke(
        { url: api.url, run: String(runs).padStart(8, 'r'), stage: 'dev', registryUrl: proxy.url, ...own, ...options },
        {
          openApi: creates ? async () => ask : undefined,
          openAws: creates ? async (note) => awsOf(service, api, broken, stop, note) : undefined,
          isChosen: (check) => only === undefined || only.some((name) => isNamedBy(name, check)),
          report: () => {},
          stop,
          now: () => new Date(),
          sleep: async (ms) => void vi.setSystemTime(Date.now() + ms),
        },
      );
    } finally {
      breakage = {};
      proxy.breakage = {};
    }
  };
  const stop = async () => {
    await api.stop();
    await service.stop();
    await proxy.stop();
  };
  return { ...service, api, proxy, run, stop };
}

function askedOf(name: FunctionName, event: unknown): Asked {
  // biome-ignore lint/suspicious/noExplicitAny: an event of the tests' own gateway.
  const { routeKey, pathParameters, headers } = event as any;
  const token = String(headers?.authorization).replace(/^Bearer /, '');
  return { name, routeKey, connectorId: pathParameters?.id, token };
}

/** What the operator's AWS credentials show, without CloudFormation: its adapter has a test of its own. */
function awsOf(
  { aws, logged }: Service,
  { url }: HttpApi,
  { trust = (policy) => policy, losesMetrics, deliversNothing }: Breakage,
  stop: AbortSignal,
  note: Parameters<typeof createSend>[2],
): SmokeAws {
  const signed = (address: string, init: RequestInit) =>
    fetch(address, { ...init, headers: { ...init.headers, authorization: 'AWS4-HMAC-SHA256 of the operator' } });
  const stacks = new Set<string>();
  const login = JSON.stringify({ username: 'AWS', password: 'stored' });
  return {
    deployment: { accountId: ACCOUNT, partition: 'aws', region: 'eu-west-1' },
    sendSigned: createSend(url, stop, note, signed),
    makeStack: async (name, parameters) => {
      stacks.add(name);
      const { roles, outputs } = smokeStack(parameters, JSON.parse(trust(JSON.stringify(readTemplate()))));
      for (const role of roles) aws.standIn.putRole(role);
      return outputs;
    },
    removeStack: async (name) => void stacks.delete(name),
    mayAssume: (roleArn, externalId) => mayAssume(aws.standIn.url, roleArn, externalId),
    findAudit: async (requestId) => {
      const item = (await auditItems(aws)).find((one) => one.requestId?.S === requestId);
      return item && (item.issued?.M?.tokenSha256?.L ?? []).map(({ S = '' }) => S);
    },
    countIssued: async (stage) =>
      losesMetrics
        ? 0
        : logged()
            .split('\n')
            .filter((line) => line.includes(`"stage":"${stage}"`)).length,
    readStored: async () => (deliversNothing ? undefined : login),
    removeStored: async () => {},
  };
}

async function mayAssume(endpoint: string, RoleArn: string, ExternalId: string): Promise<boolean> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ endpoint, region: 'eu-west-1', maxAttempts: 1, credentials: OPERATOR });
  const command = new AssumeRoleCommand({ RoleArn, ExternalId, RoleSessionName: 'ada' });
  return client.send(command).then(
    () => true,
    () => false,
  );
}

/** The ids of the checks with this verdict. */
export function idsOf({ results }: SmokeResult, verdict: string): readonly string[] {
  return results.filter((result) => result.verdict === verdict).map(({ id }) => id);
}
