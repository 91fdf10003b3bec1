// The brake and refresh jobs in Chromium: what a click does, what it says before, and what the service holds afterwards.
import { expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { signedInAda } from '../../support/console/ada.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { needing } from '../../support/programs.ts';

const { skip, note } = needing(CHROMIUM);

describeLongUnless(skip)(`the brake and refresh jobs in Chromium${note}${LONG}`, () => {
  const ada = signedInAda();
  const { open } = ada;
  const stopped = async () => JSON.stringify(await ada.send('GET', '/stop'));

  it('stops nothing by a link, nor without a reason', async () => {
    await open('/stop?kind=connector&id=shop-people');
    await expect.poll(() => ada.page.getByLabel('ID of the connector').inputValue()).toBe('shop-people');
    await ada.page.getByRole('button', { name: 'Stop…' }).click();
    await ada.page.getByText('Must have 1 to 200 characters').waitFor();
    expect(await stopped()).not.toContain('shop-people');
  });

  it('says what a stop does, stops, and says so on every screen', async () => {
    await ada.page.getByLabel('Reason', { exact: true }).fill('INC-43');
    await ada.page.getByRole('button', { name: 'Stop…' }).click();
    const dialog = ada.page.getByRole('dialog');
    await expect.poll(() => dialog.innerText()).toContain('a registry login up to 12 hours');
    await expect.poll(() => dialog.innerText()).toContain('npx portunus revoke --connector shop-people --before now');
    expect(await stopped()).not.toContain('shop-people');
    await dialog.getByRole('button', { name: 'Stop now' }).click();
    await ada.page.getByText('Stopped: connector shop-people.').waitFor();
    expect(await stopped()).toContain('"connector":"shop-people"');
    await open('/set-up');
    await ada.page.getByText('3 stops are in force').waitFor();
  });

  it('keeps why something may go on while somebody signs in again, and forgets it with the dialog', async () => {
    const reason = ada.page.getByRole('dialog').getByLabel('Why it may go on');
    const ask = async () => {
      await open('/stop');
      await ada.page.getByRole('button', { name: 'Resume connector shop-people' }).click();
    };
    await ask();
    await reason.fill('the key is replaced');
    await ask();
    await expect.poll(() => reason.inputValue()).toBe('the key is replaced');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await ask();
    await expect.poll(() => reason.inputValue()).toBe('');
  });

  it('resumes with a reason', async () => {
    await open('/stop');
    await ada.page.getByRole('button', { name: 'Resume connector shop-people' }).click();
    const dialog = ada.page.getByRole('dialog');
    const resume = dialog.getByRole('button', { name: 'Resume', exact: true });
    await expect.poll(() => resume.isDisabled()).toBe(true);
    await dialog.getByLabel('Why it may go on').fill('the key is replaced');
    await resume.click();
    await ada.page.getByText('Resumed: connector shop-people.').waitFor();
    expect(await stopped()).not.toContain('shop-people');
  });

  it('shows the unwell job first, and makes it due by one click', async () => {
    await open('/refresh-jobs');
    const rows = ada.page.locator('tbody tr');
    await expect.poll(() => rows.first().innerText()).toContain('Has never stored a login');
    const asked = ada.page.waitForResponse((answer) => answer.url().endsWith('/refresh-jobs/warehouse-pulls/run'));
    await ada.page.getByRole('button', { name: 'Run now: warehouse-pulls' }).click();
    expect((await asked).status()).toBe(200);
    await ada.page.getByText('Due. The schedule looks once a minute.').waitFor();
  });

  it('calls nothing enabled or well while what is stopped can not be read, says so on every screen, and tries again', async () => {
    const refusal = {
      title: 'Not now',
      status: 429,
      code: 'too_many_requests',
      detail: 'Too many.',
      requestId: 'req-77',
    };
    const stops = /\/console\/api\/v1\/stop$/;
    await ada.page.route(stops, (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
    );
    for (const [path, unknown, known] of [
      ['/issuers/demo-ci', 'Enabled. Whether it is stopped is not known.', undefined],
      ['/issuers', 'Enabled. Whether it is stopped is not known.', undefined],
      ['/refresh-jobs/shop-servers', 'Stopped or well: not known', 'Well'],
      ['/refresh-jobs', 'Whether a stop holds 1 refresh job is not known.', 'Well'],
      ['/connectors', 'Stopped or not: not known', 'Enabled'],
    ] as const) {
      await open(path);
      await ada.page.getByText(unknown).first().waitFor();
      if (known !== undefined) expect(await ada.page.getByText(known, { exact: true }).count()).toBe(0);
      await expect.poll(() => ada.page.locator('main').innerText()).toContain('req-77');
    }
    await ada.page.unroute(stops);
    await ada.page.getByRole('button', { name: 'Try again' }).first().click();
    await ada.page.locator('tbody').getByText('Enabled', { exact: true }).first().waitFor();
    await expect.poll(() => ada.page.getByText('req-77').count()).toBe(0);
  });

  it('says of a failed job what went wrong and what to do', async () => {
    await open('/refresh-jobs/warehouse-pulls');
    const text = await ada.page.locator('main').innerText();
    expect(text).toContain('role_refused');
    expect(text).toContain('above all the external ID');
  });

  it('keeps the policy of its content, asks nobody else, and leaves no secret', () => ada.guard.check(ada.page));
});
