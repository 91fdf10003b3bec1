/**
 * A port whose adapter, and the SDK client behind it, is loaded at its first use: the start of an environment, and
 * requests that are refused, don't wait for what only a fresh login needs.
 */
export const onDemand = <A extends readonly unknown[], R>(
  load: () => Promise<(...args: A) => Promise<R>>,
): ((...args: A) => Promise<R>) => {
  let port: Promise<(...args: A) => Promise<R>> | undefined;
  return async (...args) => {
    port ??= load();
    return (await port)(...args);
  };
};
