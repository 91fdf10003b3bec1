import type { Written } from '../object/path.ts';

export const TEMPLATES = ['empty', 'pull', 'push', 'people'] as const;
export type Template = (typeof TEMPLATES)[number];

/** The IDs to fill in where there is no choice. */
export interface Only {
  readonly account?: string | undefined;
  readonly workloads?: string | undefined;
  readonly people?: string | undefined;
}

/** A connector of a common kind. What is a person's own to say is left out, and marked as required by the form. */
export function templateOf(template: Template, { account, workloads = '', people = '' }: Only): Written {
  if (template === 'empty') return {};
  const role = { ...(account !== undefined && { account }), principalType: 'assumed-role' };
  if (template === 'people') {
    return { ...role, serves: ['session', 'console'], grants: [{ issuer: people, groups: [] }] };
  }
  const claims =
    template === 'pull' ? { repository_id: [] } : { repository_id: [], ref: ['refs/heads/main'], event_name: ['push'] };
  return { ...role, access: template, repositories: [], systemScope: true, grants: [{ issuer: workloads, claims }] };
}

/** A connector like another one. IDs are made for one connector, and never used for a second one. */
export function copyOf({ id: _id, externalId: _externalId, ...rest }: Written): Written {
  return rest;
}

/** The only one of a list, if there is one alone. */
export function onlyOne(ids: readonly string[] | undefined): string | undefined {
  return ids?.length === 1 ? ids[0] : undefined;
}
