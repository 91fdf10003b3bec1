import { readFile } from 'node:fs/promises';
import { parse, parseDocument } from 'yaml';
import { type DefinitionsFile, readDefinitions } from '../cli/definitions-file.ts';

const SAMPLE = 'local/sample.yml';

/** The sample definitions as a file that applies, with the demo issuer's keys. */
export const sampleText = async (jwks: { keys: readonly object[] }): Promise<string> => {
  const sample = parseDocument(await readFile(SAMPLE, 'utf8'));
  sample.setIn(['issuers', 0, 'jwks'], jwks);
  return sample.toString();
};

export const readSampleDefinitions = async (jwks: { keys: readonly object[] }): Promise<DefinitionsFile> => {
  const sample = parse(await sampleText(jwks));
  const locate = () => SAMPLE;
  return { definitions: readDefinitions(sample, locate), locate };
};
