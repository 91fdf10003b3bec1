// A file of definitions in Chromium: its plan, what is written of it, and what is refused.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { axeFaults, settled } from '../../support/console/looks.ts';
import { asAdministrator } from '../../support/console/seeds.ts';
import { startWorld, type Visitor, type World } from '../../support/console/world.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

const FILE = `x-common: &common { partition: aws, credentials: { source: execution-role } }
accounts:
  - { <<: *common, id: ledger, awsAccountId: "444455556666" }
  - { <<: *common, id: build, awsAccountId: "123456789012" }
`;

describeLongUnless(skip)(`applying a file in Chromium${note}${LONG}`, () => {
  let world: World;
  let ada: Visitor;
  const send = (method: string, path: string, body?: unknown) =>
    asAdministrator(world.url, world.aws)(method, path, body);
  const button = (name: string) => ada.page.getByRole('button', { name, exact: true });
  const yaml = () => ada.page.getByRole('textbox', { name: 'The definitions as YAML or JSON' });
  const ledger = () => send('GET', '/accounts/ledger');

  beforeAll(async () => {
    world = await startWorld();
    ada = await world.visitAs('Ada');
    await ada.page.goto(`${world.url}/console/apply`);
    await settled(ada.page);
  }, 120_000);
  afterAll(() => world.stop());

  it('reads a file, and plans nothing by itself', async () => {
    const file = { name: 'portunus.yml', mimeType: 'text/yaml', buffer: Buffer.from(FILE) };
    await button('Open a file').setInputFiles(file);
    await expect.poll(() => yaml().inputValue()).toBe(FILE);
    expect(ada.guard.asked().some((address) => address.endsWith('/v1/definitions'))).toBe(false);
  });

  it('names the line of a text that can not be read, and plans nothing of it', async () => {
    await yaml().fill(`${FILE}connectors: [\n`);
    await ada.page.getByText(/^Line \d+: /).waitFor();
    expect(await button('Plan').isDisabled()).toBe(true);
  });

  it('says what the service would refuse, with the place in the file', async () => {
    await yaml().fill(FILE.replace('444455556666', '4444'));
    await button('Plan').click();
    await ada.page.getByText('accounts[0].awsAccountId').waitFor();
    expect(await button('Apply 1 change').count()).toBe(0);
  });

  it('shows the plan, and writes nothing before it is confirmed', async () => {
    await yaml().fill(FILE);
    await button('Plan').click();
    await ada.page.getByText('1 change, 1 unchanged').waitFor();
    expect(await ada.page.locator('tbody').innerText()).toMatch(/Create\s+ledger\s+account/);
    expect(await axeFaults(ada.page)).toEqual([]);
    await expect(ledger()).rejects.toThrow('404');
  });

  it('forgets the plan once the text differs', async () => {
    await yaml().fill(`${FILE}\n`);
    expect(await button('Apply 1 change').count()).toBe(0);
  });

  it('refuses a plan that somebody overtook, and writes nothing of it', async () => {
    await button('Plan').click();
    await button('Apply 1 change').click();
    const definitions = {
      accounts: [
        { id: 'ledger', awsAccountId: '777788889999', partition: 'aws', credentials: { source: 'execution-role' } },
      ],
    };
    await send('POST', '/definitions', { definitions });
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Apply 1 change' }).click();
    await ada.page.getByText('Request ID:').waitFor();
    expect(await ledger()).toMatchObject({ awsAccountId: '777788889999' });
  });

  it('applies what was planned, field by field, and says how much', async () => {
    await button('Plan').click();
    await ada.page.getByText('"777788889999" → "444455556666"').waitFor();
    await button('Apply 1 change').click();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Apply 1 change' }).click();
    await ada.page.getByText('1 change applied.').waitFor();
    expect(await ledger()).toMatchObject({ awsAccountId: '444455556666' });
  });

  it('keeps the text as it is while it is written', async () => {
    const held = Promise.withResolvers<void>();
    await yaml().fill(FILE.replace('444455556666', '555566667777'));
    await button('Plan').click();
    await button('Apply 1 change').click();
    await ada.page.route('**/v1/definitions', async (route) => {
      await held.promise;
      await route.continue();
    });
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Apply 1 change' }).click();
    await expect.poll(() => yaml().isEditable()).toBe(false);
    await expect.poll(() => button('Plan').isDisabled()).toBe(true);
    held.resolve();
    await ada.page.getByText('1 change applied.').waitFor();
    await expect.poll(() => yaml().isEditable()).toBe(true);
    await ada.page.unroute('**/v1/definitions');
  });

  it('plans to delete what the file does not have only if that is asked for, and says what builds lose by it', async () => {
    await ada.page.getByLabel('Delete what the file does not have').check();
    await button('Plan').click();
    await ada.page.getByText(/^[1-9]\d* changes, 2 unchanged$/).waitFor();
    expect(await ada.page.locator('tbody').innerText()).toMatch(/Delete\s+shop-images\s+connector/);
    await ada.page.getByRole('button', { name: /^Apply \d+ changes$/ }).click();
    await ada.page
      .getByRole('dialog')
      .getByText('Builds that use them are refused from the next request on.')
      .waitFor();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await send('GET', '/connectors/shop-images')).toMatchObject({ id: 'shop-images' });
  });

  it('keeps the policy of its content, asks nobody else, and leaves no secret', () => ada.guard.check(ada.page));
});
