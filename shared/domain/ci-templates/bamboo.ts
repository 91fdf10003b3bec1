import { aws } from './aws.ts';
import { lines, noGrant, type Template } from './template.ts';

const AGENTS = 'arn:aws:iam::111122223333:role/bamboo-agents';
const ID = 'AROACKCEVSQ6C2EXAMPLE';

/** Bamboo gives its jobs no token. An agent signs with its role, which every plan on that agent shares. */
export const bamboo: Template = {
  ...aws,
  title: 'Bamboo, by the roles of its agents',
  connector: lines`
    grants:
      # An agent in Portunus's own account signs its requests.
      - iamRole: ${AGENTS} # change: the agents' role
        uniqueId: ${ID} # change: RoleId of aws iam get-role
      # An agent in another account shows a token of sts:GetWebIdentityToken. Leave out what you don't have.
      ${aws.connector.replace(/^grants:\n {2}/, '').replaceAll('\n', '\n    ')}
  `,
  cases: [
    { ...aws.cases[0], name: 'an agent in the other account', expect: { by: 'grants[1]' } },
    ...aws.cases.slice(1),
    {
      name: 'an agent in our account',
      role: { iamRole: AGENTS, uniqueId: ID },
      expect: { by: 'grants[0]' },
      ours: true,
    },
    {
      ...noGrant('a role that was made anew under the name', {}),
      role: { iamRole: AGENTS, uniqueId: 'AROAOTHEREXAMPLEROLE1' },
      ours: true,
    },
    {
      ...noGrant('another role of our account', {}),
      role: { iamRole: 'arn:aws:iam::111122223333:role/other-agents', uniqueId: ID },
      ours: true,
    },
    {
      ...noGrant('a role of the same name in another account', {}),
      role: { iamRole: 'arn:aws:iam::666666666666:role/bamboo-agents', uniqueId: ID },
      ours: true,
    },
  ],
};
