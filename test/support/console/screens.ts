// Every screen of the console with addresses where it has something to show, so that tests go through all of them.
import type { Seeded } from './seeds.ts';

/** By the path in console/app/screens.ts: addresses below /console. What the seeds made is named in braces. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  '/': ['/', '/?connector=shop-people&view=snippets', '/?connector=shop-people&view=login'],
};

interface ScreenRow {
  readonly path: string;
}

/** As TypeScript can't follow it: the screens themselves are JSX, which no test loads. */
const TABLE = '../../../console/app/screens.ts';

/** Fails if a screen has no address here. */
export async function addressesOfScreens(): Promise<readonly string[]> {
  const { SCREENS } = (await import(TABLE)) as { readonly SCREENS: readonly ScreenRow[] };
  return SCREENS.flatMap(({ path }) => {
    const addresses = ADDRESSES[path];
    if (addresses === undefined) throw new Error(`test/support/console/screens.ts has no address for ${path}`);
    return addresses;
  });
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
