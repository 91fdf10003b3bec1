// Names of federated users: GetFederationToken takes 2 to 32 characters, half of what a role's session may have.
import { describe, expect, it } from 'vitest';
import { SESSION_LIMITS, type SessionTemplates } from '../../../../shared/domain/session-templates.ts';
import { sessionAttributes } from '../../../../shared/policy/session/session-attributes.ts';

// STS API reference, GetFederationToken: Name.
const USER_NAME = /^[A-Za-z0-9_+=,.@-]{2,32}$/;

function render(templates: SessionTemplates | undefined, a: string, limits = SESSION_LIMITS.userName) {
  const rendered = sessionAttributes(
    { grants: [{ issuer: 'ci' }], ...(templates && { session: templates }) },
    { issuer: 'ci', subject: a, claims: { a } },
    limits,
  );
  if (!rendered.ok) throw new Error(`missing ${rendered.missingClaim}`);
  return rendered.value;
}
function nameOf(a: string): string {
  return render({ name: '{a}' }, a).sessionName;
}

describe("a federated user's name", () => {
  it.each([
    ['2 characters', 'xy'],
    ['32 characters', 'x'.repeat(32)],
  ])('of %s stays as it is', (_what, text) => {
    expect(nameOf(text)).toBe(text);
  });

  it.each([
    ['1 character', 'x', /^x\+[A-Za-z0-9_-]{12}$/],
    ['33 characters', 'x'.repeat(33), /^x{19}\+[A-Za-z0-9_-]{12}$/],
  ])('of %s gets a hash, within the length', (_what, text, expected) => {
    expect(nameOf(text)).toMatch(expected);
    expect(nameOf(text)).toMatch(USER_NAME);
  });

  it('that is cut is still told from another', () => {
    expect(nameOf(`${'x'.repeat(40)}1`)).not.toBe(nameOf(`${'x'.repeat(40)}2`));
  });

  it.each(['repo:acme/shop:ref:refs/heads/main', '', '字😀\n'])(
    'is made of the subject %j without a template',
    (sub) => {
      expect(render(undefined, sub).sessionName).toMatch(USER_NAME);
      expect(render(undefined, sub).sessionName).toMatch(/\+[A-Za-z0-9_-]{12}$/);
    },
  );

  it('does not shorten a tag', () => {
    const tags = [{ key: 'k', value: '{a}' }];
    expect(render({ tags }, 'x'.repeat(256)).tags).toEqual([{ key: 'k', value: 'x'.repeat(256) }]);
  });
});
