import { parseRoleArn, type RoleArnParts } from '../../domain/aws.ts';

/** Whether two ARNs name the same role, whatever their paths are. */
export function namesSameRole(roleArn: string, other: string): boolean {
  const role = parseRoleArn(other);
  return role !== undefined && namesRole(roleArn, role);
}

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
