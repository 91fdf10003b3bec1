// What definitions were, the ways back, their deletion, and the keys of an issuer, in Chromium.
import { expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { signedInAda } from '../../support/console/ada.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);
const JOB = '/refresh-jobs/reports-pulls';

describeLongUnless(skip)(`versions and keys in Chromium${note}${LONG}`, () => {
  const ada = signedInAda();
  const { open, send } = ada;
  const button = (name: string) => ada.page.getByRole('button', { name, exact: true });
  const dialog = () => ada.page.getByRole('dialog');

  it('goes back to an earlier version of a refresh job', async () => {
    await send('PATCH', JOB, { name: 'Of the reports, by mistake' });
    await open(JOB);
    await button('Versions').click();
    await button('Go back to version 1').click();
    await dialog().getByRole('button', { name: 'Go back to version 1' }).click();
    await ada.page.getByText('The earlier version is the current one again.').waitFor();
    expect(await send('GET', JOB)).toMatchObject({ name: 'Of the reports' });
  });

  it('deletes a refresh job once its ID is typed, and brings it back', async () => {
    await button('Delete').click();
    const really = dialog().getByRole('button', { name: 'Delete', exact: true });
    await expect.poll(() => really.isDisabled()).toBe(true);
    await dialog().getByLabel('Type reports-pulls to confirm').fill('reports-pulls');
    await really.click();
    await ada.page.getByText('This refresh job was deleted.').waitFor();
    await expect(send('GET', JOB)).rejects.toThrow('404');

    await button('Bring it back').click();
    await dialog().getByRole('button', { name: 'Bring it back' }).click();
    await ada.page.getByText('The refresh job is back.').waitFor();
    expect(await send('GET', JOB)).toMatchObject({ name: 'Of the reports' });
  });

  it('says why an account is not deleted, and deletes nothing', async () => {
    await open('/accounts/build/versions');
    await button('Delete').click();
    await dialog().getByLabel('Type build to confirm').fill('build');
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog().getByText('Request ID:').waitFor();
    expect(await send('GET', '/accounts/build')).toMatchObject({ id: 'build' });
  });

  it('shows an auditor the versions, and no way to change anything', async () => {
    const otto = await ada.world.visitAs('Otto');
    await otto.page.goto(`${ada.world.url}/console/accounts/build/versions`);
    await otto.page.getByText('Current', { exact: true }).waitFor();
    expect(
      await otto.page
        .locator('main')
        .getByRole('button', { name: /Delete|Go back/ })
        .count(),
    ).toBe(0);
    await otto.close();
  });

  it('shows the keys of an issuer once somebody looks, and asks nobody before', async () => {
    await open('/issuers/demo-ci');
    expect(ada.guard.asked().some((address) => address.endsWith('/issuers/demo-ci/keys'))).toBe(false);
    await button('Look at its keys').click();
    await ada.page.getByText('1 key in the definition').waitFor();
    await expect.poll(() => ada.page.locator('tbody').last().innerText()).toMatch(/demo-1\s+RSA\s+RS256/);
  });

  it('keeps the policy of its content, asks nobody else, and leaves no secret', () => ada.guard.check(ada.page));
});
