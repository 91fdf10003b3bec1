// Two administrators at their terminals.
import { describe, expect, it } from 'vitest';
import { textOf, useAdminCli } from '../../support/admin-cli.ts';

const cli = useAdminCli({ PORTUNUS_APPROVALS: 'true' });

async function asEve() {
  return { PORTUNUS_TOKEN: await cli.corp.mint({ sub: 'eve', token_use: 'id', groups: ['portunus-admins'] }) };
}
async function propose(maxTokenAgeSeconds: number) {
  const { definition = {} } = (await cli.item('issuer', 'demo-ci')) ?? {};
  const file = cli.file('issuer.yml', textOf({ issuers: [{ ...definition, maxTokenAgeSeconds }] }));
  const run = await cli.portunus(['apply', '-f', file, '--yes']);
  const [, id = ''] = /portunus approve ([0-9a-f]{32})/.exec(run.err) ?? [];
  return { ...run, id };
}
async function ageOf() {
  return (await cli.item('issuer', 'demo-ci'))?.definition?.maxTokenAgeSeconds;
}

it('says that nothing waits', async () => {
  const { code, out } = await cli.portunus(['approvals']);
  expect([code, out]).toEqual([0, 'nothing waits for an approval\n']);
});

describe('a change that waits', () => {
  it('ends apply, which says how it goes on, and is shown and approved by somebody else', async () => {
    const { code, err, id } = await propose(901);
    expect(code).toBe(1);
    expect(err).toContain('issuer demo-ci: it waits for an approval, for issuers decide who is trusted');
    const list = await cli.portunus(['approvals']);
    expect([list.code, list.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`${id} +change +issuer demo-ci +maxTokenAgeSeconds +corp:ada`)),
    ]);
    const json = await cli.portunus(['approvals', '-o', 'json']);
    expect(JSON.parse(json.out)).toMatchObject([{ id, status: 'pending' }]);
    const own = await cli.portunus(['approve', id, '--yes']);
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('caller must be another person')]);
    const approved = await cli.portunus(['approve', id, '--yes'], await asEve());
    expect([approved.code, approved.out]).toEqual([0, 'approved issuer demo-ci\n']);
    expect(await ageOf()).toBe(901);
    expect((await propose(901)).code).toBe(0);
  });

  it('is turned down, or left alone', async () => {
    const { id } = await propose(902);
    const unasked = await cli.portunus(['approve', id], await asEve());
    expect([unasked.out, unasked.err]).toEqual([
      expect.stringContaining('maxTokenAgeSeconds: 902'),
      expect.stringContaining('no terminal'),
    ]);
    const rejected = await cli.portunus(['reject', id, '--yes'], await asEve());
    expect([rejected.code, rejected.out]).toEqual([0, 'rejected issuer demo-ci\n']);
    expect(await ageOf()).toBe(901);
  });

  it('is looked for before it is asked about', async () => {
    const run = await cli.portunus(['approve', '0'.repeat(32)], await asEve());
    expect([run.code, run.err]).toEqual([1, expect.stringContaining('no change waits under')]);
  });

  it('is no matter of the tables: --direct waits for nobody', async () => {
    const run = await cli.portunus(['approvals', '--direct']);
    expect([run.code, run.err]).toEqual([64, expect.stringContaining('over the API')]);
    const { definition = {} } = (await cli.item('issuer', 'demo-ci')) ?? {};
    const file = cli.file('direct.yml', textOf({ issuers: [{ ...definition, maxTokenAgeSeconds: 903 }] }));
    expect((await cli.portunus(['apply', '-f', file, '--direct', '--yes'])).code).toBe(0);
    expect(await ageOf()).toBe(903);
  });
});
