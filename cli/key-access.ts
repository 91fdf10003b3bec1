import type { AccountKey } from '../shared/domain/account-key.ts';
import type { AccountKeys, RotatedKeys } from '../shared/vending/keys/account-keys.ts';
import type { PutAccountKey } from '../shared/vending/keys/put-key.ts';

/** How a command manages accounts' keys: through the API, or with the operator's own AWS credentials. */
export interface KeyAccess {
  /** The ids of the accounts that have a key. */
  readonly list: () => Promise<readonly string[]>;
  readonly describe: (account: string) => Promise<AccountKeys>;
  readonly put: (account: string, key: AccountKey) => Promise<PutAccountKey>;
  readonly rotate: (account: string, atOnce: boolean) => Promise<RotatedKeys>;
}
