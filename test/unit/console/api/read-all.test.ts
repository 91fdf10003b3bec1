import { describe, expect, it } from 'vitest';
import { readAll } from '../../../../console/api/read-all.ts';

/** A list of so many pages. */
function listOf(pages: number) {
  return async ({ nextToken = '0' }: { readonly nextToken?: string }) => {
    const next = Number(nextToken) + 1;
    const data = { items: [nextToken], ...(next < pages && { nextToken: String(next) }) };
    return { data, response: new Response() };
  };
}

describe('reading a list', () => {
  it.each([
    [1, 1, true],
    [3, 3, true],
    [4, 3, false],
  ])('of %i pages reads %i of at most three, and says whether that is all', async (pages, read, isWhole) => {
    const answer = await readAll(listOf(pages), 3);
    expect(answer.pages).toHaveLength(read);
    expect(answer.isWhole).toBe(isWhole);
  });
});
