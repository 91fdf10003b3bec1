import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type DefinitionsFile, readDefinitions } from '../cli/definitions-file.ts';

const SAMPLE = 'local/sample.yml';

/** The sample definitions, with the demo issuer's keys. */
export const readSampleDefinitions = async (jwks: { keys: readonly object[] }): Promise<DefinitionsFile> => {
  const sample = parse(await readFile(SAMPLE, 'utf8'));
  for (const issuer of sample.issuers) issuer.jwks = jwks;
  const locate = () => SAMPLE;
  return { definitions: readDefinitions(sample, locate), locate };
};
