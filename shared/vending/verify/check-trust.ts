import { parseRoleArn } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import { type CheckLine, checkLine } from '../../domain/verification.ts';
import { type ExpectedTrust, expectedTrust, trustDrift } from '../../policy/iam/trust-drift.ts';
import type { GrantedConnector } from '../issuing/authorized-request.ts';
import type { AssumeRoleRequest } from '../issuing/session-request.ts';
import { LEAST_SECONDS } from './check-session.ts';
import { faultLine, tryCheck } from './faults.ts';
import type { VerifyPorts } from './ports.ts';

type Ports = Pick<VerifyPorts, 'getTrustPolicy' | 'getOwnAccount' | 'startSession' | 'deployment'>;

interface Assumable {
  readonly granted: GrantedConnector;
  /** The request that STS accepted. Absent if it accepted none. */
  readonly accepted: AssumeRoleRequest | undefined;
  /** The IAM user that assumes the role. Absent if Portunus's own functions do. */
  readonly userArn: string | undefined;
}

const MAKE_IT = 'make the role that `portunus iam` prints for this connector, with its path';
const AS_PRINTED = 'give the role the trust policy that `portunus iam` prints for this connector';

/** Compares the role's trust policy with the one that the connector needs, where a deployment opted into reading it. */
export async function trustLines(ports: Ports, about: Assumable, call: Call): Promise<readonly CheckLine[]> {
  const { getTrustPolicy, deployment } = ports;
  const { roleArn = '', region } = about.granted.connector.value;
  const role = parseRoleArn(roleArn);
  if (getTrustPolicy === undefined || role === undefined) return [];
  const read = async (ownAccount: string) => {
    if (role.accountId === ownAccount) return getTrustPolicy(role.roleName, region, 'execution-role', call);
    if (about.accepted === undefined) return undefined;
    const session = await ports.startSession(readingItself(about.accepted), call);
    return getTrustPolicy(role.roleName, region, session, call);
  };
  const check = async () => {
    const ownAccount = await ports.getOwnAccount(call);
    const document = await read(ownAccount);
    if (document === undefined) {
      return checkLine('trust-policy', 'not_checked', 'without a session, nobody may read it');
    }
    const { connector, account } = about.granted;
    const here = { ...deployment, accountId: ownAccount };
    return compared(document, expectedTrust(connector.value, account.value, here, about.userArn));
  };
  return [await tryCheck('trust-policy', check, { toLine: unreadLine })];
}

/** The role reads itself, and may do nothing else. */
function readingItself(accepted: AssumeRoleRequest): AssumeRoleRequest {
  const Statement = [{ Effect: 'Allow', Action: 'iam:GetRole', Resource: accepted.roleArn }];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return { ...accepted, policy, policyArns: [], durationSeconds: LEAST_SECONDS };
}

function compared(document: unknown, expected: ExpectedTrust): CheckLine {
  const drift = trustDrift(document, expected);
  if (drift === undefined) {
    return checkLine(
      'trust-policy',
      'not_checked',
      'the trust policy has parts that this check can not read',
      AS_PRINTED,
    );
  }
  const { differences, unread } = drift;
  const beside = unread.length === 0 ? '' : `; not weighed: ${unread.join(', ')}`;
  if (differences.length > 0)
    return checkLine('trust-policy', 'failed', `${differences.join('; ')}${beside}`, AS_PRINTED);
  return checkLine('trust-policy', 'passed', `it lets in whom the connector needs, and nobody else${beside}`);
}

/** A role that may not read itself works nevertheless. */
const unreadLine: typeof faultLine = (check, fault) => {
  if (!fault.refused) return faultLine(check, fault);
  if (/^NoSuchEntity/.test(fault.seen)) return checkLine(check, 'failed', 'there is no such role', MAKE_IT);
  return checkLine(check, 'not_checked', fault.seen, 'allow the role iam:GetRole on itself, or do without');
};
