import type { AccessRules } from '../../policy/access/access.ts';
import { failedConditions } from '../../policy/access/failed-conditions.ts';
import type { DescribeRefusal } from './ports.ts';

/** Creates the port that names failed conditions. It is loaded with the first refusal, and never for a login. */
export function createDescribeRefusal(rules: AccessRules): DescribeRefusal {
  return async (connector, caller, action) => failedConditions(connector, caller, action, rules);
}
