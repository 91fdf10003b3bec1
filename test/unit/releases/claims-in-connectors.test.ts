// An older release knows no claims in these texts. It must not take one for a name.
import { describe, expect, it } from 'vitest';
import { aWorkload, aWrittenConnector } from '../../support/builders.ts';
import { codeOf, READERS, THIS } from '../../support/releases.ts';

const CLAIMS = { repository_id: '1296269', a: 'x' };
const caller = aWorkload({ claims: { ...aWorkload().claims, ...CLAIMS } });
const WRITE = { replaces: undefined, changedBy: 'corp:ada', changedAt: new Date('2026-11-20T12:00:00.000Z') };

describe.each(READERS)('%s', (name) => {
  it.each([
    ['repositories', { repositories: ['team-a', '{a}/*'] }],
    ['roleArn', { roleArn: 'arn:aws:iam::123456789012:role/portunus/{a}' }],
    ['roleArn by a claim with a slash', { roleArn: 'arn:aws:iam::123456789012:role/{["x/y","z"]}' }],
    ['region', { region: '{a}' }],
  ])('refuses claims in %s', async (_where, fields) => {
    const last = await codeOf(name);
    const definition = aWrittenConnector(fields);
    const written = await THIS.write.definition({ kind: 'connector', id: 'team-a-pull', definition, ...WRITE });
    expect(await THIS.decide(written, 'team-a-pull', caller, 'ecr-login')).toMatchObject({ allowed: true });
    const decided = await last.decide(written, 'team-a-pull', caller, 'ecr-login');
    expect(decided).toMatchObject({ allowed: false, by: 'connector_invalid' });
  });
});
