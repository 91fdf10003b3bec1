import { isJsonObject } from '../domain/strict-json.ts';

/** How old the sign-in behind a sensitive change may be. */
export const FRESH_SIGN_IN_MS = 5 * 60_000;

interface ConsoleRequest {
  readonly method: string;
  /** The parts of the path below /v1. */
  readonly path: readonly string[];
  readonly body?: string;
}

/** The fields of a connector that decide who gets what. */
const OF_GRANTS = ['grants', 'systemScope', 'serves'];

/**
 * Whether a request needs a fresh sign-in: it changes an issuer, who may use a connector, or an account's key. Somebody at
 * an unlocked screen, or a script in the page, has a session but no password.
 */
export function needsFreshSignIn({ method, path, body }: ConsoleRequest): boolean {
  if (method === 'GET') return false;
  const [kind, , part] = path;
  switch (kind) {
    case 'issuers':
      return true;
    case 'connectors':
      return isGrant(method, path, body);
    case 'accounts':
      return part === 'key';
    case 'definitions':
      return membersOf(body)?.dryRun !== true;
    case 'approvals':
      return membersOf(body)?.decision !== 'reject';
    default:
      return false;
  }
}

function isGrant(method: string, path: readonly string[], body: string | undefined): boolean {
  if (method === 'PATCH') {
    const patch = membersOf(body);
    return patch === undefined || OF_GRANTS.some((field) => Object.hasOwn(patch, field));
  }
  // What else is posted below a connector asks for something, and changes nothing.
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
