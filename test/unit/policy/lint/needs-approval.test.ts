import { describe, expect, it } from 'vitest';
import { whyApproval } from '../../../../shared/policy/lint/needs-approval.ts';
import { anIssuer, aWrittenConnector, aWrittenIssuer } from '../../../support/builders.ts';

const GITHUB = anIssuer({ id: 'github', url: 'https://token.actions.githubusercontent.com', ci: 'github' });
const NARROW = {
  issuer: 'github',
  claims: { repository_id: ['1296269'], ref: ['refs/heads/main'], event_name: ['push'] },
};
/** Everybody on GitHub. */
const WIDE = { issuer: 'github', claims: { repository_owner: ['**'] } };

function why(
  kind: 'issuer' | 'connector' | 'account' | 'refresh-job',
  action: 'create' | 'change' | 'delete',
  definition?: unknown,
) {
  return whyApproval({ kind, action, definition }, [GITHUB]);
}
function connector(grant: object, more: object = {}) {
  return aWrittenConnector({ grants: [grant], access: 'pull', ...more });
}

describe('a change waits', () => {
  it.each(['create', 'change'] as const)('that is to %s an issuer', (action) => {
    expect(why('issuer', action, aWrittenIssuer())).toContain('who is trusted');
  });

  it('that deletes an issuer', () => {
    expect(why('issuer', 'delete')).toContain('who is trusted');
  });

  it('that gives a connector a wide grant, whatever risk it acknowledges', () => {
    expect(why('connector', 'change', connector(WIDE))).toMatch(/^grants\[0\].* is wide: /);
    expect(why('connector', 'create', connector(WIDE, { acknowledgeRisk: true }))).toMatch(/^grants\[0\].* is wide: /);
  });

  it('that lets a whole organisation in, although each gets its own', () => {
    const all = { issuer: 'github', claims: { repository_owner_id: ['9919'], event_name: ['push'] } };
    const definition = connector(all, { repositories: ['{repository_id}/*'] });
    expect(why('connector', 'create', definition)).toContain('whole-organisation');
  });

  it('that grants anything to a disabled issuer, which one person may have made look harmless', () => {
    const change = { kind: 'connector', action: 'change', definition: connector(NARROW) } as const;
    expect(whyApproval(change, [{ ...GITHUB, enabled: false }])).toContain('grants[0]');
    expect(whyApproval(change, [])).toContain('grants[0]');
  });

  it('that can not be judged', () => {
    expect(why('connector', 'change', connector(NARROW, { ofTheNextRelease: true }))).toContain('can not read');
  });
});

describe('a change is made at once', () => {
  it.each([
    ['of a connector whose grants are narrow', 'connector', 'change', connector(NARROW)],
    ['that deletes a connector', 'connector', 'delete', undefined],
    ['of an account', 'account', 'change', {}],
    ['of a refresh job', 'refresh-job', 'create', {}],
    [
      'that disables an issuer, for an emergency does not wait',
      'issuer',
      'change',
      { ...aWrittenIssuer(), enabled: false },
    ],
    ['that disables a connector with a wide grant', 'connector', 'change', connector(WIDE, { enabled: false })],
  ] as const)('%s', (_what, kind, action, definition) => {
    expect(why(kind, action, definition)).toBeUndefined();
  });
});
