// A Portunus as `npm start` serves it, with a console, people who sign in to it, and a browser for them. Its schedule does not
// run, so that all that AWS is asked comes from the pages.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { applyDirectly } from '../../../cli/direct/apply.ts';
import { createTables } from '../../../cli/direct/create-tables.ts';
import { readSampleDefinitions } from '../../../local/sample-definitions.ts';
import { type LocalAws, SERVICE_ACCOUNT, startLocalAws } from '../../../local/start-local-aws.ts';
import { MOST_WAIT_MS, startBrowser } from '../browser.ts';
import { startNpmScript } from '../command.ts';
import { freePort } from '../free-port.ts';
import { countClicks } from './clicks.ts';
import { type Guard, guard } from './guard.ts';
import { type Seeded, seed } from './seeds.ts';

/** Who can sign in at the provider of `npm start`. */
export type Person = 'Ada' | 'Otto' | 'Dana';

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly guard: Guard;
  /** How often the person clicked so far. A key that presses a button counts too. */
  readonly clicks: () => number;
  readonly close: () => Promise<void>;
}

export interface OpenWorld {
  readonly url: string;
  readonly aws: LocalAws;
  readonly browser: Browser;
  /** Somebody with a browser of their own who is not signed in. */
  readonly visit: (options?: BrowserContextOptions) => Promise<Visitor>;
  /** The same, signed in. A person signs in once in a world, and visits then share the session. */
  readonly visitAs: (person: Person, options?: BrowserContextOptions) => Promise<Visitor>;
  readonly stop: () => Promise<void>;
}

export interface World extends OpenWorld {
  readonly seeded: Seeded;
}

/** With the sample's definitions, and whatever the screens can show. */
export async function startWorld(settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const aws = await startLocalAws({ port: 0, signIn: true });
  const opened = await open(aws, { PORTUNUS_APPROVALS: 'true', ...settings });
  return { ...opened, seeded: await seed(opened.url, aws) };
}

/** As it is a minute after it was deployed: all that is defined is where people sign in. */
export async function startNewWorld(): Promise<OpenWorld> {
  const aws = await startLocalAws({ port: 0, signIn: true, empty: true });
  const [definitionsTable, activityTable] = ['portunus-local-definitions', 'portunus-local-activity'];
  const quiet = () => {};
  await createTables(aws.dynamoDb, { definitionsTable, activityTable }, quiet);
  const { definitions, locate } = await readSampleDefinitions(aws);
  const issuers = definitions.issuers.filter(({ value }) => value.id === 'demo-sign-in');
  await applyDirectly(
    { definitions: { issuers, accounts: [], connectors: [], refreshJobs: [] }, locate },
    {
      table: { client: aws.dynamoDb, tableName: definitionsTable },
      activity: { client: aws.dynamoDb, tableName: activityTable },
      whoDefines: async () => 'arn:aws:iam::111122223333:user/local',
      print: quiet,
    },
  );
  return open(aws, {});
}

async function open(aws: LocalAws, settings: Readonly<Record<string, string>>): Promise<OpenWorld> {
  const [browser, port] = await Promise.all([startBrowser(), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const command = startNpmScript('api', {
    ...aws.environment,
    PORTUNUS_LOCAL_ACCOUNT: SERVICE_ACCOUNT,
    PORTUNUS_CONSOLE_KEY: 'process',
    ...settings,
    PORT: String(port),
  });
  await command.until(/Portunus is up/);
  const states = new Map<Person, Awaited<ReturnType<BrowserContext['storageState']>>>();
  const provider = aws.signIn?.url ?? '';
  const visit: OpenWorld['visit'] = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(MOST_WAIT_MS);
    const guarded = await guard(context, { url, provider, aws: aws.standIn.url, secrets: () => secretsOf(aws) });
    const clicks = await countClicks(context);
    return { context, page: await context.newPage(), guard: guarded, clicks, close: () => context.close() };
  };
  const visitAs: OpenWorld['visitAs'] = async (person, options = {}) => {
    if (!states.has(person)) {
      const first = await visit();
      await signIn(first.page, url, person);
      states.set(person, await first.context.storageState());
      await first.close();
    }
    return visit({
      ...options,
      storageState: states.get(person) as NonNullable<BrowserContextOptions['storageState']>,
    });
  };
  const stop = async () => {
    await browser.close();
    await command.stop();
    await aws.stop();
  };
  return { url, aws, browser, visit, visitAs, stop };
}

/** From the page of somebody who is not signed in, by the provider's page, and back. */
export async function signIn(page: Page, url: string, person: Person, path = '/'): Promise<void> {
  await page.goto(`${url}/console${path}`);
  await page
    .getByRole('link', { name: /^Sign in/ })
    .or(page.getByRole('button', { name: /^Sign in/ }))
    .first()
    .click();
  await page.getByRole('button', { name: person, exact: true }).click();
  await page.locator('[data-page-heading]').waitFor();
}

/** What AWS issued here. Short texts would be found everywhere. */
function secretsOf({ standIn }: LocalAws): readonly string[] {
  return standIn.issued.flatMap((one) => Object.values(flat(one))).filter((text) => text.length > 15);
}

const SECRET = /^(?:secretAccessKey|sessionToken|password|authorizationToken|signinToken)$/;

function flat(issued: object): Record<string, string> {
  const entries = Object.entries(issued).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.flatMap((one) => Object.entries(flat(one as object)));
    return SECRET.test(name) ? [[name, String(value)] as const] : [];
  });
  return Object.fromEntries(entries.map(([name, value], index) => [`${name}${index}`, value]));
}
