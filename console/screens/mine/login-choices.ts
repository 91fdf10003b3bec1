import { formatsOf } from '../../../shared/domain/format-name.ts';
import { type LoginService as RegistryService, rulesOfService } from '../../../shared/domain/login-service.ts';
import { rulesOf } from '../../../shared/domain/principal-type.ts';
import { duration } from '../../kit/duration.ts';
import type { Served, Usable } from './connectors.ts';

export type LoginService = Exclude<Served, 'console'>;

/** What the person chose. What is left out is the connector's own. */
export interface LoginChoice {
  readonly service: LoginService;
  readonly format: string;
  readonly region?: string;
  readonly durationSeconds?: number;
  readonly access?: 'pull' | 'push';
  readonly repository?: string;
}

/** What a connector issues to be copied. The AWS console is opened instead. */
export function servicesOf({ serves }: Usable): readonly LoginService[] {
  return serves.filter((served): served is LoginService => served !== 'console');
}

/** The formats that can represent what the service issues. */
export function formatsFor(service: LoginService): readonly string[] {
  return service === 'session' ? formatsOf('session') : formatsOf(rulesOfService(service).issues);
}

export function takesRegion(service: LoginService): boolean {
  return service !== 'session' && rulesOfService(service satisfies RegistryService).takes.includes('region');
}

const LENGTHS = [900, 3_600, 14_400, 43_200, 129_600];

/** The lengths of a session to choose from: within what the principal type can, and the connector allows. */
export function lengthsFor({ principalType, maxDurationSeconds = Number.POSITIVE_INFINITY }: Usable) {
  const limits = rulesOf(principalType).duration;
  if (limits === undefined) return [];
  const most = Math.min(limits.max, maxDurationSeconds);
  return LENGTHS.filter((seconds) => seconds >= limits.min && seconds <= most).map((seconds) => ({
    value: String(seconds),
    label: duration(seconds),
  }));
}
