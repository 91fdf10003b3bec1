import type { PolicyExamples } from '../../domain/answers/callers.ts';
import { shownExample } from '../../domain/policy-example.ts';
import { POLICY_EXAMPLES } from '../../domain/policy-examples.ts';
import type { HttpResponse } from '../event.ts';
import { jsonResponse } from './respond.ts';

export function policyExamplesResponse(): HttpResponse {
  return jsonResponse<typeof PolicyExamples>({ items: POLICY_EXAMPLES.map(shownExample) });
}
