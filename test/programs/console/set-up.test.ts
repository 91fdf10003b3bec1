// The guide in Chromium, as the first administrator of a new deployment walks it: from empty tables to a first login, with how
// many clicks it takes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putRoleOf } from '../../../local/start-local-aws.ts';
import { CHROMIUM } from '../../support/browser.ts';
import { axeFaults, overflowing, settled, WIDTHS } from '../../support/console/looks.ts';
import { type OpenWorld, signIn, startNewWorld, type Visitor } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';
import { countInto } from '../../support/usage.ts';

const { skip, note } = needing(CHROMIUM);
const ROLE = 'arn:aws:iam::123456789012:role/portunus/shop-images';

describeLongUnless(skip)(`the guide from empty tables to a first login in Chromium${note}${LONG}`, () => {
  let world: OpenWorld;
  let ada: Visitor;

  beforeAll(async () => {
    world = await startNewWorld();
    ada = await world.visit();
    await ada.context.grantPermissions(['clipboard-write'], { origin: world.url });
  });
  afterAll(() => world.stop());

  const button = (name: string | RegExp) => ada.page.getByRole('button', { name, exact: true });
  const yaml = () => ada.page.getByRole('textbox', { name: 'The definition as YAML' });
  const progress = (done: number) => ada.page.getByText(`${done} of 7 steps are done`).waitFor();
  const guide = () => ada.page.getByRole('link', { name: 'Set-up', exact: true }).click();
  const current = () => ada.page.locator('[aria-current=step] h3').innerText();
  const create = async (told: string) => {
    await ada.page.getByText('The service would take this.').first().waitFor();
    await button('Create').click();
    await ada.page.getByText(told).waitFor();
  };

  it('begins with a page that says what to do, and with the account', async () => {
    await signIn(ada.page, world.url, 'Ada');
    await button('What to do').click();
    await progress(1);
    expect(await current()).toBe('2. Name an AWS account');
    await button('Open it in the editor').click();
    await create('The account build is there.');
  });

  it('goes on with the CI, whose tokens are for this deployment', async () => {
    await guide();
    await progress(2);
    expect(await current()).toBe('3. Trust your CI');
    await button('Open it in the editor').click();
    const text = await yaml().inputValue();
    expect(text).toContain(`audiences: [${world.url}]`);
    const { url, jwks } = world.aws.issuer;
    await yaml().fill(`${text.replace(/^url: .*$/m, `url: ${url}`)}jwks: ${JSON.stringify(jwks)}\n`);
    await create('The issuer github is there.');
  });

  it('makes a connector that this CI may use, in the account that is there', async () => {
    await guide();
    await progress(3);
    expect(await current()).toBe('4. Make a connector');
    await button('Open it in the editor').click();
    await create('The connector shop-images is there.');
  });

  it('has the documents for the role, and says that it is done once a verification passed', async () => {
    await guide();
    await progress(4);
    expect(await current()).toBe('5. Set up the role in AWS');
    await button('Show the IAM documents').click();
    const documents = ada.page.getByText('"sts:ExternalId": "').first();
    const [, externalId] = /"sts:ExternalId": "([^"]+)"/.exec(await documents.innerText()) ?? [];
    putRoleOf(world.aws.standIn, { roleArn: ROLE } as Parameters<typeof putRoleOf>[1], externalId);
    await ada.page.getByRole('tab', { name: 'Verify' }).click();
    await button('Verify now').click();
    await ada.page.getByText('Passed').first().waitFor();
    await guide();
    await progress(6);
  });

  it('ends with a login of the CI, which only usage can tell of, and says so where nobody counts', async () => {
    expect(await current()).toBe('7. Get a first login');
    await ada.page.getByText('This deployment does not count usage').waitFor();
    const claims = { aud: world.url, event_name: 'push', actor_id: '583231' };
    const login = await fetch(`${world.url}/v1/connectors/shop-images/ecr/credentials`, {
      headers: { authorization: `Bearer ${await world.aws.issuer.mint(claims)}` },
    });
    expect(login.status).toBe(200);
    await countInto(world.aws, { time: new Date().toISOString() });
    await button('Look again').click();
    await ada.page.getByText('All is set up').waitFor();
  });

  it('takes 17 clicks from signing in', () => {
    expect(ada.clicks()).toBe(17);
  });

  it('breaks no rule of axe-core, and fits a narrow window', async () => {
    await settled(ada.page);
    expect(await axeFaults(ada.page)).toEqual([]);
    await ada.page.setViewportSize(WIDTHS.narrow);
    await expect.poll(() => overflowing(ada.page), { timeout: 3_000 }).toEqual([]);
  });

  it('keeps the policy of its content, asks nobody else, and leaves no secret', () => ada.guard.check(ada.page));
});
