import { isJsonObject } from '../../shared/domain/strict-json.ts';

export interface Statement {
  readonly effect: string;
  readonly services: readonly string[];
  readonly accounts: readonly string[];
  readonly actions: readonly string[];
}

/** Reads the statements of a resource policy. A policy that is not JSON has none. */
export function statementsOf(policy: string | undefined): readonly Statement[] {
  const document = parse(policy);
  const statements = isJsonObject(document) ? listOf(document.Statement) : [];
  return statements.filter(isJsonObject).map(({ Effect, Principal, Action }) => ({
    effect: String(Effect),
    services: isJsonObject(Principal) ? textsOf(Principal.Service) : [],
    accounts: Principal === '*' ? ['*'] : isJsonObject(Principal) ? textsOf(Principal.AWS) : [],
    actions: textsOf(Action),
  }));
}

/** Whether a statement names the action. IAM compares actions without regard to case. */
export function hasAction({ actions }: Statement, action: string): boolean {
  return actions.some((pattern) => {
    const source = pattern
      .replaceAll(/[^\w:*?-]/g, '')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 'i').test(action);
  });
}

function parse(policy: string | undefined): unknown {
  try {
    return JSON.parse(policy ?? '');
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each) => typeof each === 'string');
}
