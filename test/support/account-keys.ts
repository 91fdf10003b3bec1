// Accounts with keys of their own: the definition, the secret, the user and its key.
import { randomUUID } from 'node:crypto';
import type { AdminService } from './admin.ts';

export interface KeyedAccount {
  readonly id: string;
  readonly userArn: string;
  readonly secretArn: string;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A key as AWS would give it out, whose secret no other text holds. */
export function aKey(): KeyedAccount['key'] {
  const random = randomUUID().replaceAll('-', '');
  return { accessKeyId: `AKIA${random.slice(0, 16).toUpperCase()}`, secretAccessKey: `canary+${random}+` };
}

/** Defines an account, whose user and key are there in AWS. Each has a user of its own. */
export async function anAccountWithKey({ aws, apply }: Pick<AdminService, 'aws' | 'apply'>): Promise<KeyedAccount> {
  const id = `keyed-${randomUUID().slice(0, 8)}`;
  const userArn = `arn:aws:iam::123456789012:user/ci/${id}`;
  const secretArn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/${id}-AbCdEf`;
  const key = aKey();
  aws.standIn.putPrincipal({ ...key, arn: userArn, kind: 'iam-user', createdAt: new Date(Date.now() - 100 * DAY_MS) });
  aws.standIn.putSecret({ arn: secretArn, value: JSON.stringify(key) });
  const credentials = { source: 'iam-user', secretArn };
  await apply({ accounts: [{ id, awsAccountId: '123456789012', partition: 'aws', credentials }] });
  return { id, userArn, secretArn, key };
}

export const DAY_MS = 86_400_000;
