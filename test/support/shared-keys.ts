// Keys that take long to make, once in each process: for tests that need some key, and not just this one. What is about
// keys makes its own.
import { generateKeyPair } from 'jose';
import { aCertificate } from './key-server.ts';
import { createSamlProvider } from './saml.ts';
import { rsaKey } from './tokens.ts';

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Of the sample's CI issuer. */
export const ciKeys = once(() => generateKeyPair('RS256'));

/** Of the issuer of people whom the administration knows. */
export const corpKeys = once(() => generateKeyPair('RS256'));

/** Of the issuer, its address and the SAML provider around connectors of every principal type. */
export const typedKeys = once(async () => ({
  certificate: await aCertificate(),
  key: rsaKey('tests-1'),
  saml: await createSamlProvider(),
}));
