import { type Caller, issuerOf } from '../../domain/caller.ts';
import { PortunusError } from '../../domain/errors.ts';
import { type Stop, type StopScope, type Stops, scopeText } from '../../domain/stop.ts';

/**
 * Returns why a caller whom a grant lets in gets nothing all the same, or `undefined`. Administrators are no exception:
 * a stop is for the case that one of them is the danger.
 */
export function stopRefusal(stops: Stops, caller: Caller, connectorId: string): PortunusError | undefined {
  if ('unreadable' in stops) {
    const detail = stops.unreadable;
    return new PortunusError('misconfigured', 'connector', { reason: 'stops_unreadable', detail });
  }
  const stop = stops.find(({ scope }) => includes(scope, caller, connectorId));
  return stop && stoppedBy(stop);
}

function stoppedBy({ scope, reason }: Stop): PortunusError {
  return new PortunusError('stopped', 'authorization', {
    // Which scope it is stays inside: it may name another party.
    about: scopeText(scope),
    detail: reason,
    told: reason,
  });
}

function includes(scope: StopScope, caller: Caller, connectorId: string): boolean {
  if (scope === 'all') return true;
  if ('connector' in scope) return scope.connector === connectorId;
  if ('issuer' in scope) return scope.issuer === issuerOf(caller);
  if ('job' in scope) return caller.via === 'job' && scope.job === caller.subject;
  return scope.caller.issuer === issuerOf(caller) && scope.caller.subject === caller.subject;
}
