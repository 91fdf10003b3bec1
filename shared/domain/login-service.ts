import type { Issuable } from './format-name.ts';

/** The parameters of a login that not every service takes. */
export type ServiceField =
  | 'region'
  | 'registryIds'
  | 'repositories'
  | 'hosts'
  | 'domain'
  | 'domainOwner'
  | 'repository';

interface LoginServiceRules {
  /** The name in the audit of asking for its login. */
  readonly action: `${string}-login`;
  /** What its login is, which decides the formats. */
  readonly issues: Exclude<Issuable, 'session'>;
  readonly takes: readonly ServiceField[];
}

/**
 * The services of AWS that give logins, by the names in `serves`, in a batch and in the paths of the routes. A new row does
 * not compile until each layer has its part of it: see "Add a service" in docs/extending.md.
 */
export const LOGIN_SERVICES = {
  ecr: { action: 'ecr-login', issues: 'logins', takes: ['region', 'registryIds', 'repositories', 'hosts'] },
  /** It is a single registry in a single region. */
  'ecr-public': { action: 'ecr-public-login', issues: 'logins', takes: ['repositories', 'hosts'] },
  codeartifact: {
    action: 'codeartifact-login',
    issues: 'packages',
    takes: ['region', 'domain', 'domainOwner', 'repository'],
  },
} as const satisfies Record<string, LoginServiceRules>;

export type LoginService = keyof typeof LOGIN_SERVICES;

export const LOGIN_SERVICE_NAMES = Object.keys(LOGIN_SERVICES) as [LoginService, ...LoginService[]];

export function isLoginService(name: unknown): name is LoginService {
  return typeof name === 'string' && Object.hasOwn(LOGIN_SERVICES, name);
}

/** The actions that return a login. */
export type LoginAction = (typeof LOGIN_SERVICES)[LoginService]['action'];

/** The rules of a service, without the table's literal types. */
export function rulesOfService(service: LoginService): LoginServiceRules {
  return LOGIN_SERVICES[service];
}

/** The parameters that other services take, and this one does not. */
export function notTakenBy(service: LoginService): readonly ServiceField[] {
  const all = new Set(Object.values(LOGIN_SERVICES).flatMap(({ takes }): readonly ServiceField[] => takes));
  return [...all].filter((field) => !rulesOfService(service).takes.includes(field));
}
