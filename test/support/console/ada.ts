// Ada, who administers, in a world that the tests of a file have to themselves.
import { afterAll, beforeAll } from 'vitest';
import { settled } from './looks.ts';
import { asAdministrator } from './seeds.ts';
import { startWorld, type Visitor, type World } from './world.ts';

/** Starts the world before the tests around it, signs Ada in, and stops the world after them. */
export function signedInAda() {
  let world: World;
  let ada: Visitor;
  beforeAll(async () => {
    world = await startWorld();
    ada = await world.visitAs('Ada');
  });
  afterAll(() => world.stop());
  return {
    get world() {
      return world;
    },
    get page() {
      return ada.page;
    },
    get guard() {
      return ada.guard;
    },
    /** Opens a screen, and waits until it is drawn. */
    open: async (path: string) => {
      await ada.page.goto(`${world.url}/console${path}`);
      await settled(ada.page);
    },
    /** Asks the API without the console, to see what the service holds. */
    send: (method: string, path: string, body?: unknown) => asAdministrator(world.url, world.aws)(method, path, body),
  };
}
