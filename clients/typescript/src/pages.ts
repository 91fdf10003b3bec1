import { type Answer, dataOf } from './problem.ts';

/** Where a page begins, for the query of its request. Empty for the first page. */
export interface Position {
  readonly nextToken?: string;
}

/**
 * Yields a list page by page. A page may be short or empty without being the last.
 *
 * @example
 *   for await (const { items } of pagesOf((from) => client.GET('/audit', { params: { query: from } }))) print(items);
 */
export async function* pagesOf<Page extends object>(
  ask: (from: Position) => Promise<Answer<Page>>,
  read: (answer: Answer<Page>) => Page = dataOf,
): AsyncGenerator<Page> {
  let from: Position = {};
  for (;;) {
    const page = read(await ask(from));
    yield page;
    const { nextToken } = page as Position;
    if (nextToken === undefined) return;
    from = { nextToken };
  }
}
