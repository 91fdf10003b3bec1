import type { Call, Perform } from '../core/service.ts';
import { createJsonService } from '../http/json-service.ts';
import { getParameter } from './get-parameter.ts';
import { putParameter } from './put-parameter.ts';

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  ['GetParameter', getParameter],
  ['PutParameter', putParameter],
]);

function withoutValue(document: string) {
  const { Parameter, ...rest } = JSON.parse(document);
  return JSON.stringify(Parameter === undefined ? rest : { Parameter: { ...Parameter, Value: undefined } });
}

/** Parameter Store. It lacks labels, policies, patterns, and data types other than text. */
export const ssm = createJsonService({
  name: 'ssm',
  targetPrefix: 'AmazonSSM.',
  actions: ACTIONS,
  messageMember: 'message',
  withoutCredentials: withoutValue,
});
