import { describe, expect, it } from 'vitest';
import { readKeyText } from '../../../cli/key-text.ts';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('an access key is read', () => {
  it.each([
    [
      'from the JSON of aws iam create-access-key',
      `{"AccessKey": {"UserName": "portunus", "AccessKeyId": "${ID}", "Status": "Active", "SecretAccessKey": "${SECRET}", "CreateDate": "2026-11-27T12:00:00+00:00"}}\n`,
    ],
    ['from the body of the API', `{"accessKeyId": "${ID}", "secretAccessKey": "${SECRET}"}`],
    ['from the CSV file of the console', `\uFEFFAccess key ID,Secret access key\r\n${ID},${SECRET}\r\n`],
    ['from an older CSV file', `User name,Access key ID,Secret access key\n"portunus","${ID}","${SECRET}"\n`],
    ['from two lines', `${ID}\n${SECRET}\n`],
  ])('%s', (_what, text) => {
    const { accessKeyId, secretAccessKey } = readKeyText(text);
    expect([accessKeyId, secretAccessKey.reveal()]).toEqual([ID, SECRET]);
  });
});

describe('an access key is not read', () => {
  const FORMS = /^the key must be the JSON of "aws iam create-access-key", the CSV file of the console, or two lines/;
  it.each([
    ['one line', `${SECRET}\n`, FORMS],
    ['three lines', `${ID}\n${SECRET}\n${SECRET}`, FORMS],
    ['broken JSON', `{"accessKeyId": "${SECRET}"`, FORMS],
    ['nothing', '', FORMS],
    ['swapped lines', `${SECRET}\n${ID}`, /the two fields are swapped/],
    ['CSV without the heading', `${ID},${SECRET}\n${ID},${SECRET}`, /accessKeyId is required/],
    ['a temporary key', `ASIAIOSFODNN7EXAMPLE\n${SECRET}`, /must be an IAM user's access key id/],
  ])('from %s, and nothing of it is repeated', (_what, text, says) => {
    let message = '';
    try {
      readKeyText(text);
    } catch (error) {
      message = String(error instanceof Error && error.message);
    }
    expect(message).toMatch(says);
    expect(message).not.toContain(SECRET);
  });
});
