import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';

const secret = new Secret('hunter2');

describe('a secret', () => {
  it('is given out by reveal', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it.each([
    ['a template', `${secret}`],
    ['a concatenation', `login: ${String(secret)}`.slice('login: '.length)],
    ['inspection', inspect(secret)],
    ['inspection of hidden members', inspect(secret, { showHidden: true, depth: null })],
    ['a line of console.log', format('%s', secret)],
  ])('shows as [secret] in %s', (_where, text) => {
    expect(text).toBe('[secret]');
  });

  it('shows as [secret] in JSON, also deep inside', () => {
    expect(JSON.stringify({ login: { password: secret } })).toBe('{"login":{"password":"[secret]"}}');
  });

  it('shows as [secret] deep inside an inspected object', () => {
    expect(inspect({ login: { password: secret } }, { showHidden: true })).toBe('{ login: { password: [secret] } }');
  });

  it('shows nothing where inspection passes over its own wish', () => {
    expect(inspect(secret, { customInspect: false, showHidden: true })).not.toContain('hunter2');
  });

  it('has no members that a logger could walk', () => {
    expect(Object.getOwnPropertyNames(secret)).toEqual([]);
    expect(Reflect.ownKeys(secret)).toEqual([]);
  });

  it('leaves its value behind when it is copied', () => {
    expect({ ...secret }).toEqual({});
    expect(inspect(structuredClone(secret), { showHidden: true })).not.toContain('hunter2');
  });
});
