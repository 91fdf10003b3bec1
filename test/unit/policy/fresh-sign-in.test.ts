import { expect, it } from 'vitest';
import { needsFreshSignIn } from '../../../shared/policy/fresh-sign-in.ts';

function asks(request: string, body?: string): boolean {
  const [method = '', path = ''] = request.split(' ');
  return needsFreshSignIn({ method, path: path.split('/'), ...(body !== undefined && { body }) });
}

it.each([
  ['POST issuers', '{}'],
  ['PUT issuers/corp', '{}'],
  ['PATCH issuers/corp', '{"enabled":false}'],
  ['DELETE issuers/corp'],
  ['POST issuers/corp/restore', '{}'],
  ['POST connectors', '{}'],
  ['PUT connectors/team-a', '{}'],
  ['DELETE connectors/team-a'],
  ['POST connectors/team-a/restore', '{}'],
  ['PATCH connectors/team-a', '{"grants":[]}'],
  ['PATCH connectors/team-a', '{"grants":null}'],
  ['PATCH connectors/team-a', '{"name":"A","systemScope":true}'],
  ['PATCH connectors/team-a', '{"serves":["session"]}'],
  // The same member, written otherwise.
  ['PATCH connectors/team-a', '{"\\u0067rants":[]}'],
  ['PATCH connectors/team-a', 'not JSON'],
  ['PATCH connectors/team-a'],
  // Who is named in its grants already would get more.
  ['PATCH connectors/team-a', '{"roleArn":"arn:aws:iam::111122223333:role/portunus/admin"}'],
  ['PATCH connectors/team-a', '{"account":"prod"}'],
  ['PATCH connectors/team-a', '{"policy":null}'],
  ['PATCH connectors/team-a', '{"repositories":null}'],
  ['PATCH connectors/team-a', '{"oneTimeTokens":false}'],
  ['PATCH connectors/team-a', '{"session":{"sourceIdentity":"ada"}}'],
  ['PATCH connectors/team-a', '{"__proto__":{"grants":[]}}'],
  ['PATCH connectors/team-a', '{"name":"A","fieldOfALaterRelease":1}'],
  ['POST accounts', '{}'],
  ['PUT accounts/build', '{}'],
  ['PATCH accounts/build', '{"awsAccountId":"444455556666"}'],
  ['DELETE accounts/build'],
  ['PUT accounts/build/key', '{}'],
  ['POST accounts/build/key/rotate', '{}'],
  // The login would go to whoever has that destination.
  ['PATCH refresh-jobs/orders', '{"destination":{}}'],
  ['PUT refresh-jobs/orders', '{}'],
  ['POST refresh-jobs', '{}'],
  ['POST refresh-jobs/orders/restore', '{}'],
  ['POST definitions', '{"definitions":{}}'],
  ['POST definitions', '{"dryRun":true,"dryRun":false}'],
  ['POST definitions', '{"dryRun":1}'],
  ['POST definitions', '{"DryRun":true}'],
  ['POST definitions', '\ufeff{"dryRun":true}'],
  ['POST definitions', '{"dryRun":false}'],
  ['POST definitions', '{"dryRun":"true"}'],
  ['POST approvals/abc', '{"decision":"approve"}'],
  ['POST approvals/abc', '[]'],
  // These give back what was taken.
  ['PATCH connectors/team-a', '{"enabled":true}'],
  ['PATCH connectors/team-a', '{"enabled":null}'],
  ['PATCH connectors/team-a', '{"enabled":"false"}'],
  ['PATCH connectors/team-a', '{"enabled":false,"enabled":true}'],
  ['PATCH refresh-jobs/orders', '{"name":"Orders","enabled":true}'],
  ['POST resume', '{}'],
  // The rules of a route that is new are not known here yet.
  ['POST something-new', '{}'],
  ['DELETE something-new/abc'],
])('asks for a fresh sign-in: %s %s', (request, body?: string) => {
  expect(asks(request, body)).toBe(true);
});

it.each([
  ['GET issuers'],
  ['GET connectors/team-a'],
  ['PATCH connectors/team-a', '{"name":"Team A","enabled":false}'],
  ['POST connectors/team-a/ecr/credentials', '{}'],
  ['POST connectors/team-a/verify', '{}'],
  ['POST connectors/team-a/explain', '{}'],
  ['PATCH connectors/team-a', '{"description":null,"rateLimit":{"requests":5}}'],
  ['PATCH refresh-jobs/orders', '{"enabled":false,"intervalSeconds":600}'],
  ['POST refresh-jobs/orders/run', '{}'],
  ['POST definitions', '{"dryRun":true,"definitions":{}}'],
  ['POST approvals/abc', '{"decision":"reject"}'],
  ['POST stop', '{}'],
  ['POST credentials', '{}'],
])('asks for none: %s %s', (request, body?: string) => {
  expect(asks(request, body)).toBe(false);
});
