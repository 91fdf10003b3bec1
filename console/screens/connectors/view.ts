import { PRINCIPAL_TYPES, type PrincipalType, SERVED, type Served } from '../../../shared/domain/principal-type.ts';

export const STATES = ['enabled', 'disabled', 'stopped', 'unreadable'] as const;
export const VERIFIED = ['failed', 'not_checked', 'never', 'passed'] as const;
export const UNUSED_DAYS = ['30', '90', '180'] as const;
export const TYPES = Object.keys(PRINCIPAL_TYPES) as PrincipalType[];
const SORTS = ['id', 'account', 'type', 'access', 'state', 'used', 'verified'] as const;

/** What of the list is shown. It stands in the address, so that a link opens the same. */
export interface View {
  readonly text: string;
  readonly state?: (typeof STATES)[number];
  readonly verified?: (typeof VERIFIED)[number];
  readonly type?: PrincipalType;
  readonly serves?: Served;
  readonly access?: 'pull' | 'push';
  readonly account?: string;
  /** Only those that were not used for so many days. */
  readonly unused?: number;
  readonly sort: (typeof SORTS)[number];
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
}

const MAX_TEXT = 200;

/** Reads an address. What is not of a known form is left out, for anyone may send a link. */
export function readView(query: URLSearchParams): View {
  const one = <T extends string>(name: string, among: readonly T[]): { readonly [name: string]: T } => {
    const found = among.find((option) => option === query.get(name));
    return found === undefined ? {} : { [name]: found };
  };
  const sort = query.get('sort') ?? '';
  const page = Number(query.get('page') ?? 1);
  const account = query.get('account');
  const unused = UNUSED_DAYS.find((days) => days === query.get('unused'));
  return {
    text: (query.get('text') ?? '').slice(0, MAX_TEXT),
    ...one('state', STATES),
    ...one('verified', VERIFIED),
    ...one('type', TYPES),
    ...one('serves', SERVED),
    ...one('access', ['pull', 'push'] as const),
    ...(account && { account: account.slice(0, MAX_TEXT) }),
    ...(unused !== undefined && { unused: Number(unused) }),
    sort: SORTS.find((column) => column === sort.replace(/^-/, '')) ?? 'id',
    descending: sort.startsWith('-'),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of a view. What has its default is left out. */
export function writeView({ sort, descending, page, text, ...filters }: View): URLSearchParams {
  const query = new URLSearchParams();
  if (text !== '') query.set('text', text);
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, String(value));
  if (sort !== 'id' || descending) query.set('sort', `${descending ? '-' : ''}${sort}`);
  if (page > 1) query.set('page', String(page));
  return query;
}

export const FILTERS = ['state', 'verified', 'unused', 'type', 'serves', 'access', 'account'] as const;

/** Whether a view leaves anything out. */
export function isFiltered(view: View): boolean {
  return view.text.trim() !== '' || FILTERS.some((name) => view[name] !== undefined);
}

/** The view without its filters, in the same order. */
export function withoutFilters({ sort, descending }: View): View {
  return { text: '', sort, descending, page: 1 };
}
