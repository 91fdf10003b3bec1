/** Calls `load` at the first use, and shares the result. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/**
 * Creates a port that loads its adapter, and the SDK client behind it, at its first use. Cold starts and refused
 * requests then do not wait for what only a fresh login needs.
 */
export function onDemand<A extends readonly unknown[], R>(
  load: () => Promise<(...args: A) => Promise<R>>,
): (...args: A) => Promise<R> {
  const port = once(load);
  return async (...args) => (await port())(...args);
}
