import { parseRoleArn, type RoleArnParts } from '../../domain/aws.ts';

/** Whether an ARN names this role: by partition, account and name, for STS drops the path of a session's role. */
export function namesRole(roleArn: string, role: RoleArnParts): boolean {
  const named = parseRoleArn(roleArn);
  return (
    named !== undefined &&
    named.partition === role.partition &&
    named.accountId === role.accountId &&
    named.roleName === role.roleName
  );
}
