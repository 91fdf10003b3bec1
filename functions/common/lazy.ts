/** Loads at the first use and never twice. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/**
 * A port whose adapter, and the SDK client behind it, is loaded at its first use: the start of an environment, and
 * requests that are refused, don't wait for what only a fresh login needs.
 */
export function onDemand<A extends readonly unknown[], R>(
  load: () => Promise<(...args: A) => Promise<R>>,
): (...args: A) => Promise<R> {
  const port = once(load);
  return async (...args) => (await port())(...args);
}
