import { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import { Connector } from '../../domain/connector.ts';
import type { DefinitionKind } from '../../domain/definition.ts';
import { connectorInvalid, faultsText, PortunusError } from '../../domain/errors.ts';
import type { IamExtra } from '../../domain/iam-extra.ts';
import type { IamSetup } from '../../domain/iam-resource.ts';
import { Issuer } from '../../domain/issuer.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { knownPart } from '../../domain/reader.ts';
import { accountFaults } from '../../policy/definitions/check-connector.ts';
import type { IamDeployment } from '../../policy/iam/part.ts';
import { iamSetup } from '../../policy/iam/setup.ts';
import { withExamples } from '../../policy/session/fill-connector.ts';
import type { ReadDefinition } from './ports.ts';

/** A deployment that may not know its own account: a template tells it. */
export type KnownDeployment = Omit<IamDeployment, 'accountId'> & { readonly accountId?: string | undefined };

export interface IamRequest {
  readonly organizationId?: string | undefined;
  readonly extras?: readonly IamExtra[];
}

/**
 * Returns the IAM documents of a stored connector. Throws `not_found` if there is no such connector, and
 * `connector_invalid` if it does not fit its account: documents of a half-read connector would let the wrong people in.
 * Throws `misconfigured` if nobody said which account the deployment is in.
 */
export async function readIamSetup(
  read: ReadDefinition,
  id: string,
  request: IamRequest,
  { accountId, partition, stage }: KnownDeployment,
  call: Call,
): Promise<IamSetup> {
  if (accountId === undefined) throw unknownAccount();
  const readConnector = createRead(read, 'connector', (written) => parseWith(Connector, written, 'connector'));
  const connector = await readConnector(id, call);
  if (connector === undefined) throw new PortunusError('not_found', 'request');
  const readAccount = createRead(read, 'account', (written) => parseWith(Account, written, 'account'));
  const account = await readAccount(connector.account, call);
  if (account === undefined) throw connectorInvalid(`the account ${connector.account} does not exist`);
  const [fault] = accountFaults(withExamples(connector), account);
  if (fault !== undefined) throw connectorInvalid(`${fault.field} ${fault.detail}`);
  const issuers = await readIssuers(read, connector, call);
  return iamSetup({ connector, account, issuers, deployment: { accountId, partition, stage }, ...request });
}

function unknownAccount(): PortunusError {
  const errors = [{ field: 'PORTUNUS_ACCOUNT_ID', detail: 'is not set: it is the account that Portunus runs in' }];
  return new PortunusError('misconfigured', 'request', { errors, detail: 'PORTUNUS_ACCOUNT_ID is not set' });
}

/** Only a role that STS itself lets callers assume names issuers. */
async function readIssuers(read: ReadDefinition, { principalType, grants }: Connector, call: Call) {
  const isFederated = rulesOf(principalType).proof === 'oidc-token';
  const ids = isFederated ? [...new Set(grants.flatMap(({ issuer }) => issuer ?? []))] : [];
  const readIssuer = createRead(read, 'issuer', (written) => parseWith(Issuer, written, 'issuer'));
  const found = await Promise.all(ids.map((id) => readIssuer(id, call)));
  return new Map(found.flatMap((issuer) => (issuer === undefined ? [] : [[issuer.id, issuer] as const])));
}

/** Reads a definition of a kind, if there is one. */
function createRead<T>(read: ReadDefinition, kind: DefinitionKind, parse: (written: unknown) => Parsed<T>) {
  return async (id: string, call: Call): Promise<T | undefined> => {
    const stored = await read(kind, id, call);
    if (stored === undefined) return undefined;
    const parsed = parse(knownPart(stored.value, stored.newer));
    if (parsed.ok) return parsed.value;
    throw connectorInvalid(`the ${kind} ${id} is not readable: ${faultsText(parsed.errors)}`);
  };
}
