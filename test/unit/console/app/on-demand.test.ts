import { createElement, Suspense } from 'react';
import { renderToReadableStream, renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { type OnDemand, onDemand } from '../../../../console/app/on-demand.ts';

const around = (Screen: OnDemand) => createElement(Suspense, { fallback: 'loading' }, createElement(Screen));

/** A screen, and how often its files were asked for. */
function aScreen(read: () => Promise<() => string> = async () => () => 'the screen') {
  const asked = { times: 0 };
  const Screen = onDemand(() => {
    asked.times += 1;
    return read();
  });
  return { Screen, asked };
}

describe('a screen on demand', () => {
  it('asks for its files when it is drawn, and not before', () => {
    const { Screen, asked } = aScreen();
    expect(asked.times).toBe(0);
    expect(renderToString(around(Screen))).toContain('loading');
    expect(asked.times).toBe(1);
  });

  it('is drawn once they have come', async () => {
    const stream = await renderToReadableStream(around(aScreen().Screen));
    await stream.allReady;
    expect(await new Response(stream).text()).toContain('the screen');
  });

  it('is drawn at once, with nothing in its place, if they were fetched ahead', async () => {
    const { Screen, asked } = aScreen();
    await Screen.load();
    expect(renderToString(around(Screen))).toBe('<!--$-->the screen<!--/$-->');
    expect(asked.times).toBe(1);
  });

  it('tries again when it is drawn, if fetching them ahead failed', async () => {
    const answers = [Promise.reject(new Error('offline')), Promise.resolve(() => 'the screen')];
    const { Screen } = aScreen(() => answers.shift() ?? Promise.reject(new Error('asked too often')));
    await expect(Screen.load()).rejects.toThrow('offline');
    const stream = await renderToReadableStream(around(Screen));
    await stream.allReady;
    expect(await new Response(stream).text()).toContain('the screen');
  });
});
