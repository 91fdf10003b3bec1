// Definitions that let in somebody more, each by one condition: cases that are worth something notice.

type Json = Readonly<Record<string, unknown>>;

interface Condition {
  readonly claim: string | readonly string[];
  readonly anyOf: readonly string[];
}
type Conditions = readonly Condition[] | Readonly<Record<string, readonly string[]>>;

interface WrittenGrant extends Json {
  readonly claims?: Conditions;
  readonly groups?: readonly string[];
  readonly iamRole?: string;
  readonly uniqueId?: string;
}

export interface Written {
  readonly issuers: readonly (Json & { readonly require?: Conditions; readonly groupsClaim?: string })[];
  readonly connectors: readonly (Json & { readonly grants: readonly WrittenGrant[] })[];
}

export interface Mutant {
  readonly what: string;
  readonly definitions: Written;
}

function listed(conditions: Conditions): readonly Condition[] {
  return Array.isArray(conditions)
    ? conditions
    : Object.entries(conditions as Readonly<Record<string, readonly string[]>>).map(([claim, anyOf]) => ({
        claim,
        anyOf,
      }));
}

function textsAt(claims: unknown, path: readonly string[]): readonly string[] {
  const value = path.reduce<unknown>((inside, name) => (inside as Json | null | undefined)?.[name], claims);
  return [value].flat().flatMap((one) => (['string', 'number', 'boolean'].includes(typeof one) ? [String(one)] : []));
}

/** The conditions, each in turn holding for whatever any case has there, or left out where others remain. */
function widened(conditions: Conditions, cases: readonly Json[]): readonly (readonly [string, readonly Condition[]])[] {
  const all = listed(conditions);
  return all.flatMap(({ claim, anyOf }, index) => {
    const path = [claim].flat();
    const values = [...new Set([...anyOf, ...cases.flatMap((one) => textsAt(one.claims, path))])];
    const others = all.toSpliced(index, 1);
    return [
      [`${path.join('.')}: any of the cases`, all.toSpliced(index, 1, { claim, anyOf: values })] as const,
      ...(others.length === 0 ? [] : [[`${path.join('.')}: left out`, others] as const]),
    ];
  });
}

function grantMutants(
  grant: WrittenGrant,
  cases: readonly Json[],
  groupsClaim = '',
): readonly (readonly [string, WrittenGrant])[] {
  const { claims, groups, uniqueId, ...rest } = grant;
  const roles = cases.flatMap(({ iamRole }) => (iamRole === undefined ? [] : [String(iamRole)]));
  const all = groups && [...groups, ...cases.flatMap((one) => textsAt(one.claims, [groupsClaim]))];
  return [
    ...(claims === undefined
      ? []
      : widened(claims, cases).map(([what, list]) => [what, { ...grant, claims: list }] as const)),
    ...(all === undefined ? [] : [['groups', { ...grant, groups: [...new Set(all)] }] as const]),
    ...(uniqueId === undefined ? [] : [['uniqueId', rest] as const]),
    ...roles
      .filter((iamRole) => rest.iamRole !== undefined && rest.iamRole !== iamRole)
      .map((iamRole) => [iamRole, { ...grant, iamRole }] as const),
  ];
}

/** Every way in which one condition could be missing from the definitions. */
export function mutantsOf(written: Written, cases: readonly Json[]): readonly Mutant[] {
  const [issuer, ...issuers] = written.issuers;
  const [connector, ...connectors] = written.connectors;
  if (issuer === undefined || connector === undefined) throw new Error('there is nothing to change');
  const { grants } = connector;
  return [
    ...widened(issuer.require ?? [], cases)
      // An issuer that everybody can use may not be without.
      .filter(([what]) => !what.endsWith('left out'))
      .map(([what, require]) => ({
        what: `require ${what}`,
        definitions: { ...written, issuers: [{ ...issuer, require }, ...issuers] },
      })),
    ...grants.flatMap((grant, index) =>
      grantMutants(grant, cases, issuer.groupsClaim).map(([what, changed]) => ({
        what: `grants[${index}] ${what}`,
        definitions: {
          ...written,
          connectors: [{ ...connector, grants: grants.toSpliced(index, 1, changed) }, ...connectors],
        },
      })),
    ),
  ];
}
