import { describe, expect, it } from 'vitest';
import { type CheckOutcome, checkLine } from '../../../../shared/domain/verification.ts';
import { checkLimits, checkPackageLimits, worstOf } from '../../../../shared/vending/verify/check-limits.ts';
import { aConnector, anAccount } from '../../../support/builders.ts';

const call = { requestId: 'r-1', signal: new AbortController().signal, now: () => new Date() };

function check(repositories: string[]) {
  const connector = aConnector({ region: 'eu-west-1', repositories });
  const granted = { connector: { value: connector, version: 1 }, account: { value: anAccount(), version: 1 } };
  const asked: string[] = [];
  const askRepository = async ({ name }: { readonly name: string }) => {
    asked.push(name);
    return 'let_in' as const;
  };
  const lines = checkLimits({ askRepository, randomText: () => 'x' }, granted as never, {} as never, call);
  return lines.then(([line]) => [line?.outcome, asked]);
}

it('says of a connector for every repository that nothing is outside, and asks for none', async () => {
  expect(await check(['shop/*', '*'])).toEqual(['not_checked', []]);
  expect(await check(['shop/*'])).toEqual(['failed', ['portunus-verify/x']]);
});

describe('a connector for packages', () => {
  function checkPackages(repositories: string[] | undefined, answer: 'refused' | 'let_in' = 'let_in') {
    const codeartifact = { domains: ['shop'], ...(repositories && { repositories }) };
    const connector = aConnector({ region: 'eu-west-1', serves: ['codeartifact'], codeartifact });
    const asked: unknown[] = [];
    const ports = {
      askPackageRepository: async (named: unknown) => {
        asked.push(named);
        return answer;
      },
      startSession: async () => ({}) as never,
      randomText: () => 'x',
    };
    const place = { region: 'eu-west-1', domain: 'shop', domainOwner: '123456789012' };
    const plan = () => ({ first: {}, packages: { ...place, repositories: [] } }) as never;
    const granted = { connector: { value: connector, version: 1 }, account: { value: anAccount(), version: 1 } };
    return checkPackageLimits(ports, granted as never, plan, call).then(([line]) => ({ line, asked }));
  }

  it('passes where a repository that nobody has is refused', async () => {
    expect(await checkPackages(['releases'], 'refused')).toEqual({
      line: { check: 'outside-limits', outcome: 'passed', seen: 'another repository of packages is refused' },
      asked: [{ region: 'eu-west-1', domain: 'shop', domainOwner: '123456789012', repository: 'portunus-verify-x' }],
    });
  });

  it('fails where CodeArtifact says whether there is one', async () => {
    expect((await checkPackages(['releases'])).line).toMatchObject({
      outcome: 'failed',
      seen: 'another repository of packages is not refused',
      todo: expect.stringContaining('disable the connector'),
    });
  });

  it('asks for none where every name is among its repositories', async () => {
    expect(await checkPackages(['portunus-*'])).toMatchObject({ line: { outcome: 'not_checked' }, asked: [] });
  });

  it('has no such check where it limits no repository', async () => {
    expect(await checkPackages(undefined)).toEqual({ line: undefined, asked: [] });
  });
});

it.each<[CheckOutcome, readonly CheckOutcome[]]>([
  ['failed', ['passed', 'failed']],
  ['failed', ['not_checked', 'failed']],
  ['not_checked', ['passed', 'not_checked']],
  ['passed', ['passed', 'passed']],
])('tells %s of a connector for images and packages with %j', (told, outcomes) => {
  const lines = outcomes.map((outcome) => checkLine('outside-limits', outcome, outcome));
  expect(worstOf(lines).map(({ outcome }) => outcome)).toEqual([told]);
});
