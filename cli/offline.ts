import { DEFAULT_STAGE, readCliSettings } from '../shared/config/config.ts';
import type { Partition } from '../shared/domain/aws.ts';
import type { Definitions, Written } from '../shared/domain/definitions.ts';
import { type FieldError, PortunusError } from '../shared/domain/errors.ts';
import { stageOf } from '../shared/domain/stage.ts';
import { NO_STOPS } from '../shared/domain/stop.ts';
import { checkReferences } from '../shared/policy/definitions/check-references.ts';
import type { ExplainPorts } from '../shared/vending/issuing/explain.ts';

/**
 * Creates the ports that decide about callers, from files instead of tables. There is no network, so tokens cannot be
 * verified.
 */
export function offlinePorts({ issuers, accounts, connectors }: Definitions): ExplainPorts {
  return {
    listIssuers: async () => issuers.map(({ value }) => value),
    findConnector: async (id) => ({ connector: storedIn(connectors, id), stops: NO_STOPS }),
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

/**
 * Returns a deployment in the partition of the first account that uses the execution role, because Portunus must run in
 * that partition. Its stage is that of the first account key, because it can use no other.
 */
function deploymentFor(accounts: Definitions['accounts']) {
  const own = accounts.find(({ value }) => value.credentials.source === 'execution-role');
  const partition = own?.value.partition ?? 'aws';
  const [key] = accounts.flatMap(({ value: { credentials } }) =>
    credentials.source === 'iam-user' ? [credentials.secretArn] : [],
  );
  const { adminsMayIssue } = readCliSettings();
  const stage = stageOf(key ?? '') ?? DEFAULT_STAGE;
  return { region: REGIONS[partition], partition, allowProvided: true, adminsMayIssue, stage };
}

function storedIn<T extends { readonly id: string }>(definitions: readonly Written<T>[], id: string) {
  const found = definitions.find(({ value }) => value.id === id);
  return found === undefined ? undefined : { version: 1, value: found.value };
}

interface OfflineReferences {
  readonly faults: readonly FieldError[];
  /** References to definitions that are not in the files, each once. They may be stored already. */
  readonly missing: readonly FieldError[];
  readonly warnings: readonly FieldError[];
}

const MISSING = /^is not a defined [a-z ]+?(?:$|: did you mean )/;

/** Checks the references among definitions, without access to the stored ones. */
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

/**
 * Reports each missing definition once, with the number of further references. Otherwise forty connectors of one issuer
 * would give forty lines.
 */
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

/** Returns the id in a field that refers to another definition. */
function nameAt(field: string, { connectors, refreshJobs }: Definitions): string | undefined {
  const [, list, index, grant] = /^(\w+)\[(\d+)\](?:\.grants\[(\d+)\])?/.exec(field) ?? [];
  if (list === 'refreshJobs') return refreshJobs[Number(index)]?.value.connector;
  const connector = connectors[Number(index)]?.value;
  return grant === undefined ? connector?.account : connector?.grants[Number(grant)]?.issuer;
}
