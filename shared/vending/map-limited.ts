/** Maps items with a limit on how many run at once. The results have the order of the items. */
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
