import { expect, it } from 'vitest';
import { checkLimits } from '../../../../shared/vending/verify/check-use.ts';
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
