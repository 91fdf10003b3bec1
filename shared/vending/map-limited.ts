/** Results in the order of the items, of which only so many are under way at once. */
export async function mapLimited<T, R>(
  items: readonly T[],
  concurrency: number,
  toResult: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await toResult(item, index);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}
