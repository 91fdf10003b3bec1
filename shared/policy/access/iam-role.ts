import { parseRoleArn, type RoleArnParts } from '../../domain/aws.ts';

/** Whether an ARN names a role. Paths are not compared, because STS drops the path from a session's ARN. */
export function namesRole(roleArn: string, role: RoleArnParts): boolean {
  const named = parseRoleArn(roleArn);
  return (
    named !== undefined &&
    named.partition === role.partition &&
    named.accountId === role.accountId &&
    named.roleName === role.roleName
  );
}
