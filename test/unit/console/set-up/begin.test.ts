import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accountText, connectorText, issuerText } from '../../../../console/screens/set-up/begin.ts';
import { TEMPLATES } from '../../../../shared/domain/ci-templates/index.ts';

const URL = 'https://portunus.corp.example';
const CIS = Object.entries(TEMPLATES);

describe('what the guide begins with', () => {
  it.each(CIS)('for %s asks for tokens of this deployment', (_ci, template) => {
    const text = issuerText(template, URL);
    expect(text).not.toContain('portunus.example.com');
    expect(parse(text)).toMatchObject({ id: expect.any(String), url: expect.stringMatching(/^https:/) });
  });

  it('for GitHub says what to change, and nothing of what is right already', () => {
    expect(issuerText(TEMPLATES.github ?? expect.fail(), URL)).toBe(`id: github
url: https://token.actions.githubusercontent.com
kind: workload
audiences: [https://portunus.corp.example]
require: { repository_owner_id: ["9919"] } # change: the owner's id, at https://api.github.com/users/OWNER`);
  });

  it.each(CIS)('for %s is a connector of the account that is there', (_ci, template) => {
    const connector = parse(connectorText(template, { id: 'images', awsAccountId: '210987654321' }));
    expect(connector).toMatchObject({
      id: 'shop-images',
      account: 'images',
      roleArn: 'arn:aws:iam::210987654321:role/portunus/shop-images',
    });
  });

  it('is an account of the service’s own role', () => {
    expect(parse(accountText())).toEqual({
      id: 'build',
      awsAccountId: '123456789012',
      partition: 'aws',
      credentials: { source: 'execution-role' },
    });
  });
});
