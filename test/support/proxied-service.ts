// The built handlers with a TCP proxy before each of their three upstreams, or with one of HTTP before their tables.
import { type Service, startService } from './service.ts';
import { startTableProxy, type TableProxy } from './table-proxy.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export const UPSTREAMS = ['DYNAMODB', 'STS', 'ECR'] as const;
export type Upstream = (typeof UPSTREAMS)[number];

export interface ProxiedService extends Service {
  readonly proxies: Readonly<Record<Upstream, TcpProxy>>;
}

export async function startProxiedService(): Promise<ProxiedService> {
  const proxies = { DYNAMODB: await startTcpProxy(), STS: await startTcpProxy(), ECR: await startTcpProxy() };
  const nameOf = (upstream: Upstream) => `AWS_ENDPOINT_URL_${upstream}`;
  const environment = UPSTREAMS.map((upstream) => [nameOf(upstream), `http://127.0.0.1:${proxies[upstream].port}`]);
  const service = await startService({}, Object.fromEntries(environment));
  for (const upstream of UPSTREAMS) {
    proxies[upstream].forwardTo(Number(new URL(service.aws.environment[nameOf(upstream)] ?? '').port));
  }
  const stop = async () => {
    await service.stop();
    for (const proxy of Object.values(proxies)) await proxy.stop();
  };
  return { ...service, proxies, stop };
}

export interface TablesService extends Service {
  readonly tables: TableProxy;
}

export async function startTablesService(
  options?: Parameters<typeof startService>[0],
  environment: Record<string, string> = {},
): Promise<TablesService> {
  const tables = await startTableProxy();
  const service = await startService(options, { ...environment, AWS_ENDPOINT_URL_DYNAMODB: tables.url });
  tables.forwardTo(service.aws.environment.AWS_ENDPOINT_URL_DYNAMODB);
  const stop = async () => {
    await service.stop();
    await tables.stop();
  };
  return { ...service, tables, stop };
}
