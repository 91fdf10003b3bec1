import { createHash } from 'node:crypto';
import { parseAssumedRoleArn, parseRoleArn, type RoleArnParts } from '../../shared/domain/aws.ts';
import { StartFault } from './start-fault.ts';

/** `requestContext.authorizer.iam`, as API Gateway fills it in for a request that a role session signed. */
export interface IamAuthorizer {
  readonly accountId: string;
  readonly userArn: string;
  readonly userId: string;
  readonly callerId: string;
  readonly accessKey: string;
}

/**
 * Returns the identity of every request to `/iam/v1`: the role or role session in `PORTUNUS_LOCAL_IAM`. Returns
 * `undefined` if the variable is not set.
 */
export function readLocalIdentity(arn: string | undefined): IamAuthorizer | undefined {
  if (arn === undefined || arn === '') return undefined;
  const session = parseAssumedRoleArn(arn) ?? asSession(parseRoleArn(arn));
  if (session !== undefined) return toAuthorizer(session);
  throw new StartFault(
    `PORTUNUS_LOCAL_IAM must be the ARN of a role or of a role's session, such as arn:aws:iam::123456789012:role/build-agents, and is '${arn.slice(0, 200)}'.`,
  );
}

type Session = RoleArnParts & { readonly sessionName: string };

function asSession(role: RoleArnParts | undefined): Session | undefined {
  return role && { ...role, sessionName: 'local' };
}

function toAuthorizer({ partition, accountId, roleName, sessionName }: Session): IamAuthorizer {
  const digest = createHash('sha256').update(`${partition}:${accountId}:${roleName}`).digest('hex').toUpperCase();
  const userId = `AROA${digest.slice(0, 17)}:${sessionName}`;
  return {
    accountId,
    userArn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    userId,
    callerId: userId,
    accessKey: `ASIA${digest.slice(-16)}`,
  };
}
