// Stands in for the SDK's package of this name in the builds of functions: Lambda gives a function its role's
// credentials in the environment, and nowhere else (docs/adr/0063-functions-bundle-the-part-of-the-sdk-that-they-use.md).
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
