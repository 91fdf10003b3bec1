import { PortunusError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';
import type { SessionAttributes } from '../../policy/session/session-attributes.ts';
import type { SessionPolicies } from '../../policy/session/session-policy.ts';
import { type GrantedConnector, notAllowed } from './find-granted-connector.ts';
import type { PlanInput } from './plan-input.ts';
import type { SessionRequest } from './session-request.ts';

/** What was decided of a session, whichever STS call makes it. */
export interface SessionTerms {
  readonly durationSeconds: number;
  readonly policies: SessionPolicies;
  readonly attributes: SessionAttributes;
  readonly transitiveTags: boolean;
  readonly region: string | undefined;
}

/** The STS call of the connector's principal type. */
export function sessionRequest(input: PlanInput, terms: SessionTerms): SessionRequest {
  const { connector, account } = input.granted;
  const { attributes, policies, durationSeconds, transitiveTags } = terms;
  const { sessionName, tags } = attributes;
  const common = { durationSeconds, ...(terms.region && { region: terms.region }) };
  switch (connector.value.principalType) {
    case 'assumed-role': {
      const { principalType: type, roleArn, externalId } = connector.value;
      const sourceCredentials = account.value.credentials;
      return {
        type,
        sourceCredentials,
        roleArn,
        ...attributes,
        ...(externalId && { externalId }),
        transitiveTags,
        ...policies,
        ...common,
      };
    }
    case 'federated-user':
      return { type: 'federated-user', ...userOf(input.granted), name: sessionName, tags, ...policies, ...common };
    case 'session-token': {
      const { mfa } = input.proof;
      return { type: 'session-token', ...userOf(input.granted), ...(mfa && { mfa }), ...common };
    }
    case 'web-identity': {
      const { principalType: type, roleArn } = connector.value;
      return { type, roleArn, sessionName, token: tokenFor(input), ...policies, ...common };
    }
    case 'saml': {
      const { principalType: type, roleArn, samlProviderArn } = connector.value;
      return { type, roleArn, samlProviderArn, assertion: assertionOf(input), ...policies, ...common };
    }
    case 'provided':
      throw new PortunusError('internal', 'connector', { detail: 'provided makes no session' });
  }
}

function userOf({ account: { value } }: GrantedConnector) {
  if (value.credentials.source === 'iam-user') {
    return { secretArn: value.credentials.secretArn, accountId: value.awsAccountId, partition: value.partition };
  }
  throw new PortunusError('internal', 'connector', { detail: 'the account was not checked' });
}

/** The caller's own token goes on to STS: it must be one, and of an issuer that STS can ask for its keys. */
function tokenFor({ caller, proof }: PlanInput): Secret {
  if (caller.via !== 'oidc' || proof.token === undefined) throw notAllowed('caller_shows_no_token');
  if (caller.notFederable !== undefined) throw notAllowed('issuer_not_federable', `it ${caller.notFederable}`);
  return proof.token;
}

function assertionOf({ proof }: PlanInput): Secret {
  if (proof.samlAssertion !== undefined) return proof.samlAssertion;
  throw new PortunusError('internal', 'connector', { detail: 'the request was not checked' });
}
