import { describe, expect, it } from 'vitest';
import { openConsole } from '../../../../console/screens/mine/open-console.ts';

const URL = 'https://eu-west-1.signin.aws.amazon.com/federation?Action=login&SigninToken=secret';

/** A tab that notes what happens to it, in order. */
function tabOf(steps: string[]) {
  return {
    set opener(value: unknown) {
      steps.push(`opener ${value}`);
    },
    document: { title: '', body: { textContent: '' as string | null } },
    location: { replace: (url: string) => void steps.push(`goes to ${url}`) },
    close: () => void steps.push('closed'),
  };
}

async function open(ask: () => Promise<{ url: string; endsAt: string }>) {
  const steps: string[] = [];
  const opened = await openConsole({
    openTab: () => tabOf(steps),
    ask: () => {
      steps.push('asks');
      return ask();
    },
    waiting: 'waiting',
  }).catch((error: Error) => error.message);
  return { steps, opened };
}

describe('the AWS console', () => {
  it('opens in a tab that can not reach this page, whose history the link replaces', async () => {
    const { steps, opened } = await open(async () => ({ url: URL, endsAt: '2026-11-28T04:00:00Z' }));
    expect(steps).toEqual(['opener null', 'asks', `goes to ${URL}`]);
    expect(opened).toEqual({ endsAt: '2026-11-28T04:00:00Z' });
  });

  it('closes the tab if the service refuses', async () => {
    const { steps, opened } = await open(() => Promise.reject(new Error('not allowed')));
    expect(steps).toEqual(['opener null', 'asks', 'closed']);
    expect(opened).toBe('not allowed');
  });

  it('issues nothing if the browser opens no tab', async () => {
    let asked = 0;
    const ask = async () => ({ url: URL, asked: ++asked });
    expect(await openConsole({ openTab: () => undefined, ask, waiting: '' })).toBeUndefined();
    expect(asked).toBe(0);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'http://elsewhere.example/', 'http://localhost.example/'])(
    'does not go to %s',
    async (url) => {
      const { steps } = await open(async () => ({ url, endsAt: '' }));
      expect(steps).toEqual(['opener null', 'asks', 'closed']);
    },
  );
});
