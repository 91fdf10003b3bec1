// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and templates of HCL.
// Terraform itself reads the form in test/programs/release/iam-forms.test.ts.
import { describe, expect, it } from 'vitest';
import { quoted } from '../../../../shared/formats/iam/hcl.ts';
import { writeTerraform } from '../../../../shared/formats/iam/terraform.ts';
import { aRole, aSetup, EVERYTHING } from '../../../support/iam-setups.ts';

describe('the form terraform', () => {
  it('is a role with its policy, as people write it', () => {
    expect(writeTerraform(aSetup())).toBe(`# What AWS needs for the connector shop-images of Portunus.
#
# Wait a minute before you use a new role.

resource "aws_iam_role" "shop_images" {
  name                 = "shop-images"
  path                 = "/portunus/"
  description          = "Connector shop-images of Portunus"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "sts:ExternalId" = "portunus-7f2c" }
          ArnLike = {
            "aws:PrincipalArn" = [
              "arn:aws:iam::111122223333:role/portunus-prod-*-issue",
              "arn:aws:iam::111122223333:role/portunus-prod-*-refresh-deliver",
              "arn:aws:iam::111122223333:role/portunus-prod-*-verify",
            ]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "shop_images_images" {
  name = "images"
  role = aws_iam_role.shop_images.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "LogIn"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "Pull"
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = ["arn:aws:ecr:*:123456789012:repository/shop/*"]
      },
    ]
  })
}
`);
  });

  it('has a provider for the region of a repository, which refuses other accounts', () => {
    const text = writeTerraform(EVERYTHING);
    expect(text.match(/^provider [\s\S]*?^\}$/gm)).toEqual([
      `provider "aws" {
  alias               = "account_210987654321_eu_west_1"
  region              = "eu-west-1"
  allowed_account_ids = ["210987654321"]
}`,
    ]);
    expect(text.match(/^ {2}provider += .*$/gm)).toHaveLength(1);
  });

  it('has a provider for each account of several connectors', () => {
    const { connectorId: _id, ...several } = aSetup();
    const text = writeTerraform(several);
    expect(text).toContain(`provider "aws" {
  alias               = "account_123456789012"
  allowed_account_ids = ["123456789012"]
}`);
    expect(text).toContain(`resource "aws_iam_role" "shop_images_123456789012" {
  provider             = aws.account_123456789012
`);
  });

  it('makes a resource after those that it names, in another account too', () => {
    expect(writeTerraform(EVERYTHING).match(/depends_on = .*$/gm)).toEqual([
      'depends_on = [aws_iam_policy.boundary, aws_iam_openid_connect_provider.gitlab_com]',
      'depends_on = [aws_iam_role.shop_images]',
      'depends_on = [aws_iam_role.shop_images]',
    ]);
  });

  it('says above the policy of a repository that it takes the place of another', () => {
    expect(writeTerraform(EVERYTHING)).toMatch(
      /add its statements\n# here first\.\nresource "aws_ecr_repository_policy"/,
    );
  });

  it('gives names that differ in punctuation alone labels of their own', () => {
    const text = writeTerraform(aSetup(aRole({ name: 'shop.images' }), aRole({ name: '9-images' }), aRole()));
    expect(text.match(/(?<=^resource "aws_iam_role" ).*(?= \{$)/gm)).toEqual([
      '"shop_images"',
      '"_9_images"',
      '"shop_images2"',
    ]);
  });

  it('has no text of advice that ends its comment', () => {
    const text = writeTerraform({ ...aSetup(), advice: ['a\nresource "x" "y" {}\r\u2028b'] });
    expect(text.split('\n').slice(2, 4)).toEqual(['# a resource "x" "y" {} b', '']);
  });
});

/** Left, the text; right, how the HCL specification has it quoted. */
it.each([
  ['${aws:username}', '"$${aws:username}"'],
  ['%{if}', '"%%{if}"'],
  ['a$b%c{d}', '"a$b%c{d}"'],
  ['"\\', '"\\"\\\\"'],
  ['\n\r\t', '"\\n\\r\\t"'],
  // A doubled character before a brace would be read as an escape of its own.
  ['$${x}', '"\\u0024\\u0024{x}"'],
  ['$%{x}', '"\\u0024\\u0025{x}"'],
  ['\u0000\u007f\u00ad\u2028', '"\\u0000\\u007f\\u00ad\\u2028"'],
  ['ü 😀', '"ü \\U0001f600"'],
])('HCL quotes %j', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});

it.each(['e\u0301', '\ud800'])('Terraform can not carry %j unchanged, so it is refused', (text) => {
  expect(() => quoted(text)).toThrow('NFC');
});
