import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../../shared/domain/connector.ts';
import type { LoginParameters } from '../../../../shared/domain/issue-request.ts';
import { createLoginFetches } from '../../../../shared/vending/issuing/login-fetches.ts';
import { planSession } from '../../../../shared/vending/issuing/plan-session.ts';
import type { PackageLoginRequest } from '../../../../shared/vending/issuing/ports.ts';
import { aCall, aConnector, anAccount, aWorkload, filled, NOW } from '../../../support/builders.ts';
import {
  anAwsSession,
  anIssueRequest,
  anIssuing,
  aPackageLogin,
  IN_AN_HOUR,
  IN_TWELVE_HOURS,
} from '../../../support/issue-ports.ts';
import { thrownBy } from '../../../support/tokens.ts';

const IN_HALF_AN_HOUR = new Date(NOW.getTime() + 1_800_000);
const LIMITS = { serves: ['codeartifact'] as Connector['serves'], codeartifact: { domains: ['shop'] } };

interface Given {
  readonly connector?: Parameters<typeof aConnector>[0];
  readonly parameters?: Partial<LoginParameters>;
  /** Whether the caller's own token, assertion or code is sent to STS. */
  readonly isOwn?: boolean;
}

/** Asks through one cache, as one environment does. */
function fetcher({ expiresAt = IN_AN_HOUR } = {}) {
  const asked: PackageLoginRequest[] = [];
  const { ports, aws, steps } = anIssuing({
    aws: {
      startSession: async () => anAwsSession(),
      getPackageLogin: async (request) => {
        asked.push(request);
        const { region, domain, domainOwner, repository } = request;
        return aPackageLogin({
          region,
          domain,
          domainOwner,
          expiresAt,
          ...(repository !== undefined && { repository }),
        });
      },
    },
  });
  const fetches = createLoginFetches(aws);
  const fetch = ({ connector = {}, parameters = {}, isOwn = false }: Given = {}) => {
    const granted = {
      connector: { version: 1, value: filled(aConnector({ ...LIMITS, ...connector })) },
      account: { version: 1, value: anAccount() },
    };
    const request = {
      ...anIssueRequest('codeartifact-login', parameters),
      caller: aWorkload({ expiresAt: IN_HALF_AN_HOUR }),
      granted,
    };
    const { key, ...plan } = planSession(request, ports.deployment, aCall());
    return fetches['codeartifact-login'](request, { ...plan, ...(key && !isOwn && { key }) }, aCall());
  };
  return { fetch, asked, steps };
}

describe('a login to CodeArtifact', () => {
  it('ends with its session, and is refreshed by half of that', async () => {
    const { fetch, asked } = fetcher();
    const { audit, answer } = await fetch();
    expect(asked).toEqual([
      { region: 'eu-west-1', domain: 'shop', domainOwner: '123456789012', durationSeconds: 0, endpoints: [] },
    ]);
    expect(answer).toMatchObject({
      login: { domain: 'shop', expiresAt: IN_AN_HOUR },
      refreshAfter: new Date(NOW.getTime() + 1_800_000),
      duration: { requestedSeconds: 3_600, grantedSeconds: 3_600 },
      source: 'fresh',
    });
    expect(audit).toMatchObject({
      domain: 'shop',
      domainOwner: '123456789012',
      region: 'eu-west-1',
      expiresAt: IN_AN_HOUR,
      // The SHA-256 of the token, by sha256sum.
      tokenSha256: ['fcb4698d3a405ac25f6ace39507fb875c71d2b9a4a1eb83dc899755bde1d4e0b'],
      policySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(JSON.stringify(audit)).not.toContain('eyJ2ZXI');
  });

  it('may outlive its session where the connector says so, within the limits of connector and request', async () => {
    const { fetch, asked } = fetcher({ expiresAt: IN_TWELVE_HOURS });
    const connector = { loginLifetime: 'token' as const };
    const { answer } = await fetch({ connector, parameters: { durationSeconds: 43_200 } });
    expect(answer).toMatchObject({
      duration: { requestedSeconds: 43_200, grantedSeconds: 43_200 },
      refreshAfter: new Date(NOW.getTime() + 6 * 3_600_000),
    });
    await fetch({ connector: { ...connector, maxDurationSeconds: 1_800 }, parameters: { durationSeconds: 43_200 } });
    await fetch({ connector });
    expect(asked.map(({ durationSeconds }) => durationSeconds)).toEqual([43_200, 1_800, 3_600]);
  });

  it('says what shortens it', async () => {
    const { answer } = await fetcher().fetch({ parameters: { durationSeconds: 43_200 } });
    expect(answer.duration).toEqual({ requestedSeconds: 43_200, grantedSeconds: 3_600, limitedBy: 'role-chaining' });
    const lasting = { loginLifetime: 'token' as const, maxDurationSeconds: 1_800 };
    const { answer: limited } = await fetcher().fetch({ connector: lasting });
    expect(limited.duration).toEqual({ requestedSeconds: 3_600, grantedSeconds: 1_800, limitedBy: 'connector' });
  });

  it.each([899, 43_201])('of %i seconds is refused', async (durationSeconds) => {
    const refused = Promise.resolve().then(() => fetcher().fetch({ parameters: { durationSeconds } }));
    expect(await thrownBy(refused)).toMatchObject({ code: 'invalid_request', errors: [{ field: 'durationSeconds' }] });
  });

  it('asks for the addresses of a repository, if there is one', async () => {
    const { fetch, asked } = fetcher();
    await fetch({ parameters: { repository: 'releases' } });
    expect(asked).toMatchObject([{ repository: 'releases', endpoints: ['npm', 'pypi', 'maven', 'nuget'] }]);
  });

  it('comes from the cache for equal requests alone', async () => {
    const { fetch, asked } = fetcher();
    const both = { connector: { codeartifact: { domains: ['shop', 'bakery'] } } };
    const requests: Given[] = [
      { ...both, parameters: { domain: 'shop' } },
      { ...both, parameters: { domain: 'bakery' } },
      { ...both, parameters: { domain: 'shop', repository: 'releases' } },
      { ...both, parameters: { domain: 'shop', repository: 'other' } },
      { ...both, parameters: { domain: 'shop', access: 'pull' } },
      { ...both, parameters: { domain: 'shop', region: 'us-east-1' } },
      { ...both, parameters: { domain: 'shop', durationSeconds: 900 } },
      { connector: { ...both.connector, loginLifetime: 'token' }, parameters: { domain: 'shop' } },
      { connector: { codeartifact: { domains: ['210987654321/shop'] } }, parameters: { domain: 'shop' } },
    ];
    for (const request of [...requests, ...requests.toReversed()]) await fetch(request);
    expect(asked).toHaveLength(requests.length);
    expect((await fetch(requests[0])).audit.source).toBe('cache');
  });

  it('of a caller’s own session is nobody else’s', async () => {
    const { fetch, asked } = fetcher();
    const own = { isOwn: true, parameters: { repository: 'releases' } };
    expect((await fetch(own)).audit.source).toBe('fresh');
    expect((await fetch(own)).audit.source).toBe('fresh');
    expect(asked).toHaveLength(2);
  });

  it('has a session for CodeArtifact alone', async () => {
    const { fetch } = fetcher();
    const limits = { serves: ['ecr', 'codeartifact'] as Connector['serves'], repositories: ['team-a/*'] };
    await expect(fetch({ connector: limits })).resolves.toMatchObject({ answer: { login: { domain: 'shop' } } });
  });

  it('within the life of the caller’s token ends with it, unless it may outlive its session', async () => {
    const { fetch } = fetcher();
    const { answer } = await fetch({ connector: { withinTokenLife: true } });
    expect(answer.duration).toMatchObject({ limitedBy: 'caller-token' });
    const refused = Promise.resolve().then(() =>
      fetch({ connector: { withinTokenLife: true, loginLifetime: 'token' } }),
    );
    expect(await thrownBy(refused)).toMatchObject({ code: 'connector_invalid' });
  });
});
