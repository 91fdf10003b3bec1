// Every screen of the console with addresses where it has something to show, so that tests go through all of them.
import type { Seeded } from './seeds.ts';

/** By the path in console/app/screens.ts: addresses below /console. What the seeds made is named in braces. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  '/connectors/:id/edit': ['/connectors/shop-images/edit', '/connectors/hostile/edit'],
  '/issuers': ['/issuers'],
  '/issuers/:id': ['/issuers/demo-ci', '/issuers/demo-sign-in'],
  '/issuers/:id/edit': ['/issuers/demo-ci/edit'],
  '/issuers/:id/versions': ['/issuers/demo-ci/versions'],
  '/accounts/:id/versions': ['/accounts/build/versions'],
  '/refresh-jobs/:id/versions': ['/refresh-jobs/warehouse-pulls/versions'],
  '/accounts/:id/edit': ['/accounts/build/edit'],
  '/refresh-jobs/:id/edit': ['/refresh-jobs/warehouse-pulls/edit'],
  '/new/connector': ['/new/connector'],
  '/new/issuer': ['/new/issuer'],
  '/new/account': ['/new/account'],
  '/new/refresh-job': ['/new/refresh-job'],
  '/accounts': ['/accounts'],
  '/accounts/:id': ['/accounts/build'],
  '/apply': ['/apply'],
  '/approvals': ['/approvals'],
  '/connectors/:id/:tab?': [
    ...['', '/grants', '/limits', '/iam', '/try', '/verify', '/activity', '/versions'].flatMap((tab) => [
      `/connectors/shop-images${tab}`,
      `/connectors/hostile${tab}`,
    ]),
  ],
  '/audit/:requestId': ['/audit/{issuedRequestId}', '/audit/{refusedRequestId}'],
  '/audit': ['/audit', '/audit?issuer=demo-ci&since=24h'],
  '/decision': ['/decision', '/decision?connector=hostile'],
  '/refresh-jobs': ['/refresh-jobs', '/refresh-jobs?show=unwell'],
  '/refresh-jobs/:id': ['/refresh-jobs/warehouse-pulls', '/refresh-jobs/shop-servers'],
  '/usage': ['/usage', '/usage?days=7&connector=shop-images'],
  '/stop': ['/stop', '/stop?kind=caller&id=demo-ci&subject=x'],
  '/connectors': ['/connectors', '/connectors?text=hostile&state=enabled'],
  '/': ['/', '/?connector=shop-people&view=snippets', '/?connector=shop-people&view=login'],
  '/set-up': ['/set-up', '/set-up?connector=warehouse-pulls'],
};

interface ScreenRow {
  readonly path: string;
}

/** As TypeScript can't follow it: the screens themselves are JSX, which no test loads. */
const TABLE = '../../../console/app/screens.ts';

async function pathsOfScreens(): Promise<readonly string[]> {
  const { SCREENS } = (await import(TABLE)) as { readonly SCREENS: readonly ScreenRow[] };
  return SCREENS.map(({ path }) => path);
}

export async function addressesOfScreens(): Promise<readonly string[]> {
  return (await pathsOfScreens()).flatMap((path) => ADDRESSES[path] ?? []);
}

/** Screens that no test would open. */
export async function screensWithoutAddress(): Promise<readonly string[]> {
  return (await pathsOfScreens()).filter((path) => ADDRESSES[path] === undefined);
}

/** The address with what the seeds made. */
export function addressOf(address: string, seeded: Seeded): string {
  return address.replaceAll(/\{(\w+)\}/g, (_text, name) => String(seeded[name as keyof Seeded]));
}

/** What a picture of it is called. */
export function nameOf(address: string): string {
  const words = address.split(/[^a-zA-Z0-9-]+/).filter((word) => word !== '');
  return words.length === 0 ? 'my-connectors' : words.join('-');
}
