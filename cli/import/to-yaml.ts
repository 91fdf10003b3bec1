import { Document, isMap, isScalar } from 'yaml';
import { isUnknownSecret } from './accounts.ts';
import type { Imported, ImportedConnector } from './import.ts';

const HEADER = ` Made by "portunus import" from what Identity Federation for AWS had. What you have to decide is marked "decide:".
 Every field: docs/definitions.md`;

const WHO = ` decide: which jobs may use this connector. There, every plan could. Here, no job can before a grant names it:
 - iamRole: arn:aws:iam::111122223333:role/bamboo-agents
   uniqueId: AROACKCEVSQ6C2EXAMPLE`;

const SECRET = ' decide: Secrets Manager adds six characters to the name of the secret. Write them in place of CHANGE';

/**
 * Writes the definitions, with comments at what is left to decide. A comment never holds a text of the files, which
 * could end it.
 */
export function toYaml({ accounts, connectors }: Imported): string {
  const document = new Document(
    {
      accounts: accounts.map(({ definition }) => definition),
      connectors: connectors.map(withGrants),
    },
    // Two connectors with the same groups are two texts, not an anchor and an alias.
    { aliasDuplicateObjects: false },
  );
  document.commentBefore = HEADER;
  for (const [index, account] of accounts.entries()) {
    const { credentials } = account.definition as { readonly credentials?: { readonly secretArn?: string } };
    if (isUnknownSecret(credentials?.secretArn ?? '')) {
      comment(document.getIn(['accounts', index, 'credentials'], true), 'secretArn', SECRET);
    }
  }
  for (const [index, { isUndecided }] of connectors.entries()) {
    if (isUndecided) comment(document.getIn(['connectors', index], true), 'grants', WHO);
  }
  return document.toString({ lineWidth: 0 });
}

/** A connector whose callers are left to decide gets a list to write them into. */
function withGrants({ definition, isUndecided }: ImportedConnector) {
  return isUndecided && !('grants' in definition) ? { ...definition, grants: [] } : definition;
}

/** Puts a comment before a member of a map. */
function comment(map: unknown, name: string, text: string): void {
  if (!isMap(map)) return;
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = text;
}
