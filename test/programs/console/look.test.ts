import { it } from 'vitest';
import { settled } from '../../support/console/looks.ts';
import { startWorld } from '../../support/console/world.ts';
it('look', async () => {
  const world = await startWorld();
  const v = await world.visitAs((process.env.WHO ?? 'Ada') as 'Ada');
  for (const [i, a] of (process.env.LOOK ?? '/').split(' ').entries()) {
    await v.page.setViewportSize({ width: Number(process.env.W ?? 1280), height: 900 });
    await v.page.goto(`${world.url}/console${a === '/' ? '' : a}`.replace('ISSUED', world.seeded.issuedRequestId).replace('REFUSED', world.seeded.refusedRequestId).replace('APPROVAL', world.seeded.approvalId));
    await settled(v.page);
    await v.page.screenshot({ path: `/tmp/w/mb-look-${i}.png`, fullPage: process.env.FULL === '1' });
  }
  console.log(v.guard.faults());
  await world.stop();
}, 110000);
