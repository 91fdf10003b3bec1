// Tokens by the names that stand for them in the record: what is wrong with one is its name.
import type { LocalAws } from '../../local/start-local-aws.ts';
import { NOW } from './fixed.ts';

export async function mintTokens({ issuer, people }: LocalAws): Promise<Readonly<Record<string, string>>> {
  const now = Math.floor(NOW / 1_000);
  const good = await issuer.mint();
  const [header, payload, signature = ''] = good.split('.');
  const algNone = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const without = (claim: string): Record<string, undefined> => ({ [claim]: undefined });
  return {
    job: good,
    'a job of a branch': await issuer.mint({ ref: 'refs/heads/topic' }),
    'a job of another repository': await issuer.mint({ repository_id: '23096959', repository: 'acme/bread' }),
    'a job of another owner': await issuer.mint({ repository_owner_id: '1' }),
    'a job with a short token': await issuer.mint({ exp: now + 1_000 }),
    'a job without a run': await issuer.mint(without('run_id')),
    'a job of fetched keys': await issuer.mint({ iss: 'https://fetched.example' }),
    'a job of unreachable keys': await issuer.mint({ iss: 'https://unreachable.example' }),
    admin: await people.mint(),
    person: await people.mint({ sub: 'bob', groups: ['platform'] }),
    'a person without groups': await people.mint({ sub: 'eve', ...without('groups') }),
    'an access token': await people.mint({ token_use: 'access' }),
    expired: await issuer.mint({ iat: now - 7_200, nbf: now - 7_200, exp: now - 3_600 }),
    'not yet valid': await issuer.mint({ nbf: now + 3_600 }),
    'too old': await issuer.mint({ iat: now - 4_000, nbf: now - 4_000 }),
    'too long-lived': await issuer.mint({ exp: now + 100_000 }),
    'of another audience': await issuer.mint({ aud: 'https://other.example' }),
    'of two audiences': await issuer.mint({ aud: ['https://portunus.example', 'https://other.example'] }),
    'of an unknown issuer': await issuer.mint({ iss: 'https://unknown.example' }),
    'without a subject': await issuer.mint(without('sub')),
    'without an expiry': await issuer.mint(without('exp')),
    'with an unknown key': await issuer.mint({}, { kid: 'other' }),
    'with another type': await issuer.mint({}, { typ: 'at+jwt' }),
    'with a critical header': await issuer.mint({}, { crit: ['b64'], b64: true }),
    'signed by nobody': `${algNone}.${payload}.`,
    'with a broken signature': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'no token': 'garbage',
  };
}
