import * as v from 'valibot';
import { Account } from '../account.ts';
import { Connector } from '../connector.ts';
import { ConnectorState } from '../connector-state.ts';
import { DefinitionId } from '../definition.ts';
import { Issuer } from '../issuer.ts';
import { RefreshJob } from '../refresh-job.ts';
import { JobState } from '../refresh-state.ts';
import { UnreadableDefinition } from './administration.ts';
import { ConnectorSummaries, ConnectorSummary } from './callers.ts';
import { nextToken } from './common.ts';

/** A definition as it was written. What is stored has an id, although a request may leave it to Portunus. */
function stored<S extends v.GenericSchema>(definition: S) {
  return v.union([v.intersect([definition, v.object({ id: DefinitionId })]), UnreadableDefinition]);
}

/** A page of definitions, with their ETags in the same order. */
function pageOf<S extends v.GenericSchema>(item: S) {
  return v.strictObject({ items: v.array(item), etags: v.array(v.string()), nextToken });
}

export const StoredIssuer = stored(Issuer);
export const StoredAccount = stored(Account);
export const StoredConnector = stored(Connector);
export const StoredRefreshJob = stored(RefreshJob);

export const IssuerPage = pageOf(StoredIssuer);
export const AccountPage = pageOf(StoredAccount);
/** With what is known of each connector in the same order, where it was asked for. */
export const ConnectorPage = v.strictObject({
  ...pageOf(StoredConnector).entries,
  states: v.exactOptional(v.array(ConnectorState)),
});
/** With the state of each job in the same order, where it was asked for. */
export const RefreshJobPage = v.strictObject({
  ...pageOf(StoredRefreshJob).entries,
  states: v.exactOptional(v.array(JobState)),
});

/** Administrators see connectors as they were written. Other callers see what they may use. */
export const ShownConnector = v.union([StoredConnector, ConnectorSummary]);
export const ShownConnectors = v.union([ConnectorPage, ConnectorSummaries]);
