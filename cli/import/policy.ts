import { isJsonObject, parseStrictJson } from '../../shared/domain/strict-json.ts';
import type { Report, Row } from './rows.ts';

const VERSION = '2012-10-17';

/**
 * Reads the session policy of a connector. What a policy may hold is checked with the rest of the connector. Only a
 * policy without the current version is changed here.
 */
export function policyIn(row: Row, report: Report): unknown {
  const written = row.cells.get('iamPolicy');
  if (written === undefined) return undefined;
  const policy = typeof written === 'string' ? parsed(written, row, report) : written;
  if (policy === undefined) return undefined;
  if (!isJsonObject(policy)) return refused(row, report, 'must be an IAM policy, a JSON object');
  // YAML would read this name as "merge the map below", and so lose a condition.
  if (hasName(policy, '<<')) return refused(row, report, 'has the name <<, which no policy has');
  return withVersion(policy, row, report);
}

function parsed(text: string, row: Row, report: Report): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'not JSON';
    return refused(row, report, `is ${why}: paste the policy as the connector's dialog shows it`);
  }
}

/**
 * AWS takes a policy without a version for one of 2008, which differs in one thing: `${…}` is plain text in it. So the
 * current version means the same, unless the policy has such a text.
 */
function withVersion(policy: Readonly<Record<string, unknown>>, row: Row, report: Report): unknown {
  const { Version, ...rest } = policy;
  if (Version !== undefined && Version !== '2008-10-17') return policy;
  if (JSON.stringify(rest).includes('${')) {
    return refused(
      row,
      report,
      `must have "Version": "${VERSION}": without it, AWS takes \${…} for plain text. Decide which you mean`,
    );
  }
  report.note(row, 'iamPolicy', `got "Version": "${VERSION}", which means the same here`);
  return { Version: VERSION, ...rest };
}

function hasName(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((one) => hasName(one, name));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => key === name || hasName(member, name));
}

function refused(row: Row, report: Report, detail: string): undefined {
  report.fault(row, 'iamPolicy', detail);
  return undefined;
}
