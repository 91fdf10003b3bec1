import { beforeEach, describe, expect, it } from 'vitest';
import { dismiss, notices, notify, onNotices, turnPage } from '../../../../console/kit/notice-board.ts';

const textsNow = () => notices().map(({ text }) => text);

describe('the notices above a page', () => {
  beforeEach(() => {
    for (const { id } of notices()) dismiss(id);
  });

  it('are the three newest, newest first', () => {
    for (const text of ['one', 'two', 'three', 'four']) notify({ type: 'info', text });
    expect(textsNow()).toEqual(['four', 'three', 'two']);
  });

  it('outlive the page that they began on, and not the next', () => {
    notify({ type: 'success', text: 'saved' });
    turnPage();
    expect(textsNow()).toEqual(['saved']);
    turnPage();
    expect(textsNow()).toEqual([]);
  });

  it('stay, if they are errors, until they are dismissed', () => {
    notify({ type: 'error', text: 'failed' });
    for (let page = 0; page < 5; page += 1) turnPage();
    expect(textsNow()).toEqual(['failed']);
    dismiss(notices()[0]?.id ?? 0);
    expect(textsNow()).toEqual([]);
  });

  it('are told to whoever listens, until that ends', () => {
    let told = 0;
    const end = onNotices(() => {
      told += 1;
    });
    notify({ type: 'info', text: 'one' });
    end();
    notify({ type: 'info', text: 'two' });
    expect(told).toBe(1);
  });
});
