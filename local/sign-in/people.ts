/** A person who can sign in at the local provider. */
interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly does: string;
}

/** One of each kind that matters to the service. The groups are those of `local/sign-in.yml`. */
export const PEOPLE: readonly DemoPerson[] = [
  { id: 'ada', name: 'Ada', groups: ['portunus-admins'], does: 'administers Portunus' },
  { id: 'otto', name: 'Otto', groups: ['portunus-auditors'], does: "reads Portunus's records" },
  {
    id: 'dana',
    name: 'Dana',
    groups: ['shop-developers'],
    does: 'develops the shop, and may use the connector shop-people',
  },
];

/** The claims of a person's ID token. `token_use` is what Cognito calls the kind of a token. */
export function claimsOf({ id, name, groups }: DemoPerson) {
  return { sub: id, name, email: `${id}@people.example`, groups, token_use: 'id' };
}
