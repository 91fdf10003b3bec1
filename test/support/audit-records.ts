// What the service wrote into its audit. Tests may read the whole table; the product never does.
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../local/start-local-aws.ts';

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

/** The records of one request: how each says that it ended, and with which code or source. */
export async function auditOf(aws: LocalAws, requestId: string): Promise<readonly string[]> {
  return (await auditItems(aws))
    .filter((item) => item.requestId?.S === requestId)
    .map(({ outcome, code, issued }) => `${outcome?.S} ${code?.S ?? issued?.M?.source?.S}`);
}

/** Every secret that the stand-in handed out so far. */
export function secretsOf({ standIn }: Pick<LocalAws, 'standIn'>): readonly string[] {
  return standIn.issued.flatMap((one) => {
    if ('secretAccessKey' in one) return [one.secretAccessKey, one.sessionToken];
    if ('signinToken' in one) return [one.signinToken];
    const logins = 'authorizations' in one ? one.authorizations : [one];
    return logins.flatMap(({ password, authorizationToken }) => [password, authorizationToken]);
  });
}
