import type { Partition } from '../shared/domain/aws.ts';
import type { Definitions, Written } from '../shared/domain/definitions.ts';
import { type FieldError, PortunusError } from '../shared/domain/errors.ts';
import { checkReferences } from '../shared/policy/definitions/check-references.ts';
import type { ExplainPorts } from '../shared/vending/issuing/explain.ts';

/** What decides about callers, over files instead of tables. There is no network, so no token is verified. */
export function offlinePorts({ issuers, accounts, connectors }: Definitions): ExplainPorts {
  return {
    listIssuers: async () => issuers.map(({ value }) => value),
    findConnector: async (id) => storedIn(connectors, id),
    getAccount: async (id) => {
      const account = storedIn(accounts, id);
      if (account !== undefined) return account;
      throw new PortunusError('connector_invalid', 'connector', { detail: `account ${id} is not in the files` });
    },
    deployment: deploymentFor(accounts),
  };
}

const REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'eu-west-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

/** Where Portunus would have to be for accounts that it reaches by its own role. */
function deploymentFor(accounts: Definitions['accounts']) {
  const own = accounts.find(({ value }) => value.credentials.source === 'execution-role');
  const partition = own?.value.partition ?? 'aws';
  return { region: REGIONS[partition], partition, allowProvided: true };
}

function storedIn<T extends { readonly id: string }>(definitions: readonly Written<T>[], id: string) {
  const found = definitions.find(({ value }) => value.id === id);
  return found === undefined ? undefined : { version: 1, value: found.value };
}

interface OfflineReferences {
  readonly faults: readonly FieldError[];
  /** What the files refer to and don't have, each once: it may be stored already. */
  readonly missing: readonly FieldError[];
  readonly warnings: readonly FieldError[];
}

const MISSING = /^is not a defined [a-z ]+?(?:$|: did you mean )/;

/** What definitions say of each other, where nobody can be asked for what is stored. */
export function referencesOf(definitions: Definitions): OfflineReferences {
  const nothing = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };
  const { faults, warnings } = checkReferences(definitions, nothing);
  return {
    faults: faults.filter(({ detail }) => !MISSING.test(detail)),
    missing: onceEach(
      faults.filter(({ detail }) => MISSING.test(detail)),
      definitions,
    ),
    warnings,
  };
}

/** Forty connectors that name one issuer miss one thing: the first says so, and how many more there are. */
function onceEach(missing: readonly FieldError[], definitions: Definitions): FieldError[] {
  const keyOf = ({ field, detail }: FieldError) => `${detail} ${nameAt(field, definitions)}`;
  const keys = missing.map(keyOf);
  return missing.flatMap((one, index) => {
    const key = keyOf(one);
    if (keys.indexOf(key) < index) return [];
    const others = keys.filter((other) => other === key).length - 1;
    const more = others === 1 ? ' (1 more entry names it)' : ` (${others} more entries name it)`;
    return [{ ...one, detail: `${one.detail}${others === 0 ? '' : more}` }];
  });
}

/** The id that stands in a field that refers to another definition. */
function nameAt(field: string, { connectors, refreshJobs }: Definitions): string | undefined {
  const [, list, index, grant] = /^(\w+)\[(\d+)\](?:\.grants\[(\d+)\])?/.exec(field) ?? [];
  if (list === 'refreshJobs') return refreshJobs[Number(index)]?.value.connector;
  const connector = connectors[Number(index)]?.value;
  return grant === undefined ? connector?.account : connector?.grants[Number(grant)]?.issuer;
}
