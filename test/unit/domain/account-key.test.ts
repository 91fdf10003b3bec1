import { describe, expect, it } from 'vitest';
import { intentText, parseAccountKey, parseSecretText } from '../../../shared/domain/account-key.ts';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function faultsOf(written: unknown) {
  const parsed = parseAccountKey(written, 'body');
  return parsed.ok ? [] : parsed.errors.map(({ field, detail }) => `${field} ${detail}`);
}

describe('an access key', () => {
  it('is an id and a secret, which does not print', () => {
    const parsed = parseAccountKey({ accessKeyId: ID, secretAccessKey: SECRET }, 'body');
    expect(parsed.ok && parsed.value.secretAccessKey.reveal()).toBe(SECRET);
    expect(JSON.stringify(parsed)).not.toContain(SECRET);
  });

  it.each([
    [
      'a temporary key',
      { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET },
      ["accessKeyId must be an IAM user's access key id (AKIA…)"],
    ],
    [
      'an id with a space',
      { accessKeyId: `${ID} `, secretAccessKey: SECRET },
      ["accessKeyId must be an IAM user's access key id (AKIA…)"],
    ],
    [
      'a secret of 15',
      { accessKeyId: ID, secretAccessKey: 'x'.repeat(15) },
      ['secretAccessKey must be a secret access key'],
    ],
    [
      'a secret of 129',
      { accessKeyId: ID, secretAccessKey: 'x'.repeat(129) },
      ['secretAccessKey must be a secret access key'],
    ],
    ['no secret', { accessKeyId: ID }, ['secretAccessKey is required']],
    ['more', { accessKeyId: ID, secretAccessKey: SECRET, sessionToken: SECRET }, ['sessionToken is not a known field']],
    ['a number', { accessKeyId: ID, secretAccessKey: 12 }, ['secretAccessKey must be text, in quotes']],
    [
      'swapped fields',
      { accessKeyId: SECRET, secretAccessKey: ID },
      [
        "accessKeyId must be an IAM user's access key id (AKIA…)",
        'secretAccessKey is an access key id: the two fields are swapped',
      ],
    ],
  ])('is not %s, and no value is repeated', (_what, written, faults) => {
    expect(faultsOf(written)).toEqual(faults);
    expect(faults.join()).not.toContain(SECRET);
  });

  it.each([
    ['its secret for the name of a field', { accessKeyId: ID, [SECRET]: 'x' }],
    ['a secret of letters alone there', { accessKeyId: ID, [SECRET.replaceAll(/[^A-Za-z]/g, 'x')]: 'x' }],
  ])('repeats no name where somebody wrote %s', (_what, written) => {
    expect(faultsOf(written)).toEqual(['secretAccessKey is required', 'body has a field of another name']);
  });

  it.each([16, 128])('may have a secret of %i characters', (length) => {
    expect(faultsOf({ accessKeyId: ID, secretAccessKey: 'x'.repeat(length) })).toEqual([]);
  });
});

describe('the text of a secret', () => {
  it('is a key, or the intent to create one', () => {
    const at = new Date('2026-11-27T12:00:00.000Z');
    const parsed = parseSecretText(intentText({ at, beside: [ID] }).reveal());
    expect(parsed).toEqual({ ok: true, value: { at, beside: [ID] } });
    expect(parseSecretText(JSON.stringify({ accessKeyId: ID, secretAccessKey: SECRET })).ok).toBe(true);
  });

  it.each(['', 'AKIAIOSFODNN7EXAMPLE', '{"creating":{"at":"soon","beside":[]}}', '{}'])('is not %s', (text) => {
    expect(parseSecretText(text).ok).toBe(false);
  });
});
