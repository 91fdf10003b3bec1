// What the service wrote into its audit. Tests may read the whole table; the product never does.
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../local/start-local-aws.ts';
import { readAuditItem } from '../../shared/aws/dynamodb/read-audit-item.ts';
import type { StoredRecord } from '../../shared/domain/audit-record.ts';
import { valid } from '../../shared/domain/parse.ts';

const MAX_PAGES = 20;

/** All audit records, in no order. */
export async function auditItems({ dynamoDb }: LocalAws): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let pages = 0;
  for await (const page of paginateScan({ client: dynamoDb }, { TableName: 'portunus-local-activity' })) {
    items.push(...(page.Items ?? []));
    pages += 1;
    if (pages === MAX_PAGES) break;
  }
  return items;
}

/** All records, or those of one request, oldest first, as they are read back. */
export async function recordsOf(aws: LocalAws, requestId?: string): Promise<readonly StoredRecord[]> {
  const items = (await auditItems(aws)).filter(({ pk }) => pk?.S?.startsWith('audit#'));
  return items
    .toSorted((one, other) => ((one.sk?.S ?? '') < (other.sk?.S ?? '') ? -1 : 1))
    .map((item) => valid(readAuditItem(item)))
    .filter((record) => requestId === undefined || record.requestId === requestId);
}

/** The records of one request: how each says that it ended, and with which code or source. */
export async function auditOf(aws: LocalAws, requestId: string): Promise<readonly string[]> {
  return (await auditItems(aws))
    .filter((item) => item.requestId?.S === requestId)
    .map(({ outcome, code, issued }) => `${outcome?.S} ${code?.S ?? issued?.M?.source?.S}`);
}

/** Every secret that the stand-in handed out so far. */
export function secretsOf({ standIn }: Pick<LocalAws, 'standIn'>): readonly string[] {
  return standIn.issued.flatMap((one) => {
    if ('sessionToken' in one) return [one.secretAccessKey, one.sessionToken];
    if ('secretAccessKey' in one) return [one.secretAccessKey];
    if ('signinToken' in one) return [one.signinToken];
    if ('domain' in one) return [one.authorizationToken];
    const logins = 'authorizations' in one ? one.authorizations : [one];
    return logins.flatMap(({ password, authorizationToken }) => [password, authorizationToken]);
  });
}
