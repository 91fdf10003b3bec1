import { FOR_JOBS, grantedAs, lines, noGrant, notOurs, ours, type Template } from './template.ts';

const STS = 'https://sts.amazonaws.com/';
const ROLE = 'arn:aws:iam::210987654321:role/ShopBuild';

/** Tokens of `sts:GetWebIdentityToken`. Every role can request one once its account has enabled the feature. */
export const aws: Template = {
  title: 'AWS (GetWebIdentityToken)',
  issuer: lines`
    id: aws-shop
    url: https://1a2b3c4d-5e6f-4708-9a1b-2c3d4e5f6071.tokens.sts.global.api.aws # change: aws iam enable-outbound-web-identity-federation
    ${FOR_JOBS}
    require: [{ claim: ["${STS}", aws_account], anyOf: ["210987654321"] }] # change: the account of the role
    algorithms: [ES384] # change: [RS256], where tokens are asked for with it
  `,
  access: 'push',
  connector: lines`
    grants:
      - issuer: aws-shop
        claims: { sub: ["${ROLE}"] } # change: the role, with its path
  `,
  token: lines`
    sub: ${ROLE} # change: as in portunus.yml
    ${STS}: { aws_account: "210987654321" } # change: as in portunus.yml
  `,
  cases: [
    grantedAs('the role', { sessionName: 'arn-aws-iam--210987654321-role-ShopBuild+n4Hs1fNEQJOc' }),
    ours(
      notOurs('a role of the same name in another account', {
        sub: 'arn:aws:iam::666666666666:role/ShopBuild',
        [STS]: { aws_account: '666666666666' },
      }),
    ),
    notOurs('a token that names no account', { [STS]: null }),
    ours(notOurs('an account at the top, and not within', { [STS]: null, aws_account: '210987654321' })),
    ours(noGrant('another role', { sub: 'arn:aws:iam::210987654321:role/ShopDeploy' })),
    ours(noGrant('a role below ours', { sub: `${ROLE}/x` })),
  ],
};
