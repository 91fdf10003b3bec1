import { isHarmlessChange } from '../domain/harmless-change.ts';
import { isJsonObject } from '../domain/strict-json.ts';

interface ConsoleRequest {
  readonly method: string;
  /** The parts of the path below /v1. */
  readonly path: readonly string[];
  readonly body?: string;
}

/**
 * Whether a request needs a fresh sign-in. All need one that may give somebody more, and so does whatever is not known
 * here. Somebody at an unlocked screen, or a script in the page, has a session but no password.
 */
export function needsFreshSignIn({ method, path, body }: ConsoleRequest): boolean {
  if (method === 'GET') return false;
  const [kind] = path;
  switch (kind) {
    case 'connectors':
      return isChange('connector', method, path, body);
    case 'refresh-jobs':
      return isChange('refresh-job', method, path, body);
    case 'definitions':
      return membersOf(body)?.dryRun !== true;
    case 'approvals':
      return membersOf(body)?.decision !== 'reject';
    // Logins are what the session is for, and nobody should look for a password while a stop is needed.
    case 'credentials':
    case 'stop':
      return false;
    default:
      return true;
  }
}

function isChange(
  kind: 'connector' | 'refresh-job',
  method: string,
  path: readonly string[],
  body: string | undefined,
): boolean {
  if (method === 'PATCH') {
    const patch = membersOf(body);
    return patch === undefined || !isHarmlessChange(kind, patch);
  }
  // What else is posted below one asks for something or runs it, and changes nothing.
  return method !== 'POST' || path.length === 1 || path[2] === 'restore';
}

/** The members of a body. `undefined` for what is no JSON object: the API refuses it, and until then it counts as anything. */
function membersOf(body: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
