import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { texts } from '../../../texts/index.ts';
import { CONDITIONS } from '../form/condition-rows.ts';
import type { Written } from '../object/path.ts';

/** Whom one grant lets in, in words. */
export interface Admitted {
  readonly who: string;
  /** What must hold too, each in a phrase. */
  readonly conditions: readonly string[];
  /** What the issuer requires of every token. */
  readonly required: readonly string[];
  /** Why the grant lets nobody in. */
  readonly nobody?: string;
}

/** Says whom the grants of a connector let in. It only puts into words what is written: the service decides. */
export function admittedBy(connector: Written, issuers: readonly Written[] | undefined): readonly Admitted[] {
  const { grants } = connector;
  return Array.isArray(grants) ? grants.filter(isJsonObject).map((grant) => admitted(grant, connector, issuers)) : [];
}

function admitted(grant: Written, connector: Written, issuers: readonly Written[] | undefined): Admitted {
  if (typeof grant.iamRole === 'string') return bare(texts.edit.whoIamRole(grant.iamRole));
  if (typeof grant.refreshJob === 'string') return bare(texts.edit.whoRefreshJob(grant.refreshJob));
  const id = typeof grant.issuer === 'string' ? grant.issuer : '';
  const issuer = issuers?.find((one) => one.id === id);
  const isForPeople = issuer === undefined ? undefined : issuer.kind === 'user';
  const nobody = whyNobody(id, issuers, isForPeople === false && connector.systemScope !== true);
  return {
    who: texts.edit.whoIssuer(id, isForPeople),
    conditions: [...groupPhrase(grant.groups), ...claimPhrases(grant.claims)],
    required: claimPhrases(issuer?.require),
    ...(nobody !== undefined && { nobody }),
  };
}

function bare(who: string): Admitted {
  return { who, conditions: [], required: [] };
}

function whyNobody(id: string, issuers: readonly Written[] | undefined, isRefused: boolean): string | undefined {
  if (isRefused) return texts.edit.peopleOnly;
  const isUnknown = issuers !== undefined && !issuers.some((one) => one.id === id);
  return isUnknown ? texts.edit.unknownIssuer(id) : undefined;
}

function groupPhrase(groups: unknown): readonly string[] {
  return Array.isArray(groups) ? [texts.edit.whoGroup(groups.map(String).join(texts.edit.or))] : [];
}

function claimPhrases(claims: unknown): readonly string[] {
  return CONDITIONS.write(claims).map(({ claim, values }) =>
    texts.edit.whoClaim(claim, values.split('\n').join(texts.edit.or)),
  );
}
