import type { Call } from '../domain/call.ts';
import { type ErrorCode, PortunusError } from '../domain/errors.ts';
import type { LoginService } from '../domain/login-service.ts';
import { classifySdkError, type Verdict } from './sdk-errors.ts';

interface ServiceErrors {
  readonly stage: 'ecr' | 'codeartifact';
  /** The name in the log. */
  readonly name: string;
  readonly rights: string;
}

/** What differs between the services whose calls for a login fail. */
const SERVICES: Readonly<Record<LoginService, ServiceErrors>> = {
  ecr: { stage: 'ecr', name: 'ECR', rights: 'ecr:GetAuthorizationToken' },
  'ecr-public': {
    stage: 'ecr',
    name: 'ECR Public',
    rights: 'ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken',
  },
  codeartifact: {
    stage: 'codeartifact',
    name: 'CodeArtifact',
    rights:
      'codeartifact:GetAuthorizationToken, codeartifact:GetRepositoryEndpoint and sts:GetServiceBearerToken (and by the policies of the domain and the repository, if another account owns them)',
  },
};

function codeOf(verdict: Verdict, { stage }: ServiceErrors): ErrorCode {
  switch (verdict) {
    case 'deadline':
      return 'deadline_exceeded';
    case 'unavailable':
      return `${stage}_unavailable`;
    case 'unreadable':
      return 'upstream_invalid';
    // These credentials are the connector's new session. They are refused if the region is not enabled for the account.
    case 'own_credentials':
    case 'refused':
      return `${stage}_refused`;
  }
}

function adviceFor(name: string, service: ServiceErrors): string | undefined {
  const advice: readonly (readonly [RegExp, string])[] = [
    [
      /^(UnrecognizedClient|InvalidClientTokenId|OptInRequired|RegionDisabled)/,
      "enable the region in the connector's account",
    ],
    [/^UnsupportedCommand/, 'ECR Public answers in us-east-1 alone: check AWS_ENDPOINT_URL_ECR_PUBLIC'],
    [/^ENOTFOUND$/, `there is no ${service.name} in this region, which has the form of one`],
    [/^InvalidParameter/, 'ECR knows no such registry, or none in this region'],
    [/^ResourceNotFound/, 'the account of domainOwner has no such domain or repository in this region'],
    [
      /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded)/,
      `${service.name} throttles calls of the account: see its quota`,
    ],
  ];
  return advice.find(([pattern]) => pattern.test(name))?.[1];
}

/** Turns a failed call for a login into a `PortunusError`: a code for the caller, and advice for the operator. */
export function loginError(
  error: unknown,
  service: LoginService,
  call: Call,
  signer: 'session' | 'execution-role' = 'session',
): PortunusError {
  if (error instanceof PortunusError) return error;
  const { verdict, name } = classifySdkError(error, call.signal);
  const row = SERVICES[service];
  // The host does not exist, so the region is well-formed but not real. Trying again will not help.
  const code = name === 'ENOTFOUND' ? codeOf('refused', row) : codeOf(verdict, row);
  const holder =
    signer === 'execution-role' ? "Portunus's own role" : "the role or user, and by the connector's policies";
  const denied = `${row.rights} must be allowed to ${holder}`;
  const advice = /^AccessDenied/.test(name) ? denied : adviceFor(name, row);
  const detail = advice === undefined ? name : `${name}: ${advice}`;
  return new PortunusError(code, row.stage, { detail, cause: error });
}
