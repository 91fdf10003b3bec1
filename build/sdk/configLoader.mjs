// Stands in for the SDK's file of this name in the builds of functions: a function's settings are in its environment,
// and nowhere else (docs/adr/0063-functions-bundle-the-part-of-the-sdk-that-they-use.md). The SDK looks into files too,
// and makes an error with a stack of each setting that isn't there.
export function loadConfig({ environmentVariableSelector, default: otherwise }, { signingName, logger } = {}) {
  const find = () => {
    try {
      return environmentVariableSelector(process.env, { signingName, logger });
    } catch (error) {
      // The SDK's name for it. It goes on to the default then, as if nothing were set.
      throw Object.assign(error, { name: 'CredentialsProviderError' });
    }
  };
  return async () => find() ?? (typeof otherwise === 'function' ? otherwise() : otherwise);
}
