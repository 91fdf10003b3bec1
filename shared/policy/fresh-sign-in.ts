import { isJsonObject } from '../domain/strict-json.ts';

/** How old the sign-in behind a sensitive change may be. */
export const FRESH_SIGN_IN_MS = 5 * 60_000;

interface ConsoleRequest {
  readonly method: string;
  /** The parts of the path below /v1. */
  readonly path: readonly string[];
  readonly body?: string;
}

/**
 * The fields that decide neither who gets a login, nor what it may do or where it goes. All others count: another role or
 * account gives everybody who is named already more, and another destination gives somebody else the login.
 */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  connectors: ['name', 'description', 'enabled', 'rateLimit'],
  'refresh-jobs': ['name', 'enabled', 'intervalSeconds'],
};

/**
 * Whether a request needs a fresh sign-in: it changes an issuer, an account or its key, who gets a login, or what it may
 * do. Somebody at an unlocked screen, or a script in the page, has a session but no password.
 */
export function needsFreshSignIn({ method, path, body }: ConsoleRequest): boolean {
  if (method === 'GET') return false;
  const [kind] = path;
  switch (kind) {
    case 'issuers':
    case 'accounts':
      return true;
    case 'connectors':
    case 'refresh-jobs':
      return isChange(method, path, HARMLESS[kind] as readonly string[], body);
    case 'definitions':
      return membersOf(body)?.dryRun !== true;
    case 'approvals':
      return membersOf(body)?.decision !== 'reject';
    default:
      return false;
  }
}

function isChange(method: string, path: readonly string[], harmless: readonly string[], body: string | undefined) {
  if (method === 'PATCH') {
    const patch = membersOf(body);
    return patch === undefined || Object.keys(patch).some((field) => !harmless.includes(field));
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
