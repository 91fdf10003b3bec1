import { readFile } from 'node:fs/promises';
import { parse, parseDocument } from 'yaml';
import { type DefinitionsFile, readDefinitions } from '../cli/files/definitions-file.ts';
import type { DemoIssuer } from './demo-issuer.ts';

const SAMPLE = 'local/sample.yml';

/** The issuers of the sample, in the order of the file. */
export interface SampleIssuers {
  readonly issuer: DemoIssuer;
  readonly people: DemoIssuer;
}

/** Returns the sample definitions as a file that can be applied, with the issuers' keys. */
export async function sampleText({ issuer, people }: SampleIssuers): Promise<string> {
  const sample = parseDocument(await readFile(SAMPLE, 'utf8'));
  sample.setIn(['issuers', 0, 'jwks'], issuer.jwks);
  sample.setIn(['issuers', 1, 'jwks'], people.jwks);
  return sample.toString();
}

export async function readSampleDefinitions(issuers: SampleIssuers): Promise<DefinitionsFile> {
  const sample = parse(await sampleText(issuers));
  const locate = () => SAMPLE;
  return { definitions: readDefinitions(sample, locate), locate };
}
