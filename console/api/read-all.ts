import { type Answer, type Position, pagesOf } from '../../clients/typescript/src/index.ts';

/** What was read of a list, and whether more of it was left unread. */
export interface Read<Page> {
  readonly pages: readonly Page[];
  readonly isWhole: boolean;
}

/** A page of the API holds no more. */
export const PAGE_LIMIT = 100;

/** Reads a list to its end, but not further than some pages: a screen must say so then, and not take a part for the whole. */
export async function readAll<Page extends object>(
  ask: (from: Position) => Promise<Answer<Page>>,
  mostPages: number,
): Promise<Read<Page>> {
  const pages: Page[] = [];
  for await (const page of pagesOf(ask)) {
    pages.push(page);
    if (pages.length >= mostPages) return { pages, isWhole: !('nextToken' in page) || page.nextToken === undefined };
  }
  return { pages, isWhole: true };
}
