import { readFile } from 'node:fs/promises';
import { type Document, isSeq, parse, parseDocument } from 'yaml';
import { type DefinitionsFile, readDefinitions } from '../cli/files/definitions-file.ts';
import type { DemoIssuer } from './demo-issuer.ts';
import type { SignInProvider } from './sign-in/provider.ts';

const SAMPLE = 'local/sample.yml';
const SIGN_IN = 'local/sign-in.yml';

/** The issuers of the sample, in the order of the file. */
export interface SampleIssuers {
  readonly issuer: DemoIssuer;
  readonly people: DemoIssuer;
  readonly signIn?: Pick<SignInProvider, 'url' | 'jwks'>;
}

/** Returns the sample definitions as a file that can be applied, with the issuers' keys. */
export async function sampleText({ issuer, people, signIn }: SampleIssuers): Promise<string> {
  const sample = parseDocument(await readFile(SAMPLE, 'utf8'));
  sample.setIn(['issuers', 0, 'jwks'], issuer.jwks);
  sample.setIn(['issuers', 1, 'jwks'], people.jwks);
  if (signIn !== undefined) addAll(sample, await readSignIn(signIn));
  return sample.toString();
}

/** Reads the issuer of people who sign in, and what they may use. */
async function readSignIn({ url, jwks }: NonNullable<SampleIssuers['signIn']>): Promise<Document> {
  const document = parseDocument(await readFile(SIGN_IN, 'utf8'));
  document.setIn(['issuers', 0, 'url'], url);
  document.setIn(['issuers', 0, 'jwks'], jwks);
  return document;
}

function addAll(sample: Document, more: Document): void {
  for (const kind of ['issuers', 'connectors']) {
    const list = more.get(kind);
    if (isSeq(list)) for (const one of list.items) sample.addIn([kind], one);
  }
}

export async function readSampleDefinitions(issuers: SampleIssuers): Promise<DefinitionsFile> {
  const sample = parse(await sampleText(issuers));
  const locate = () => SAMPLE;
  return { definitions: readDefinitions(sample, locate), locate };
}
