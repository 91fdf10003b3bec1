import { type Command, InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import { Hosts } from '../../shared/domain/format-name.ts';
import { loginFields } from '../../shared/domain/login-fields.ts';
import type { LOGIN_SERVICES, LoginService } from '../../shared/domain/login-service.ts';
import { didYouMean, parseWith } from '../../shared/domain/parse.ts';
import { CommandError, optionOf } from '../command.ts';

type IssuedBy<S extends LoginService> = (typeof LOGIN_SERVICES)[S]['issues'];

/** The services whose login is one to registries, by the names in the API's paths. */
export type RegistryService = { [S in LoginService]: IssuedBy<S> extends 'logins' ? S : never }[LoginService];

/** The parameters of a login, as they were typed. */
export interface LoginOptions {
  readonly region?: string;
  readonly registryIds?: readonly string[];
  readonly access?: string;
  readonly repositories?: readonly string[];
  readonly duration?: number;
  readonly roleArn?: string;
  readonly hosts?: string;
}

/** Adds the options that narrow a login. ECR Public has one registry, in one region. */
export function withLoginOptions(command: Command, service: RegistryService): Command {
  if (service === 'ecr') {
    command
      .option('--region <region>', "of the registry (the connector's own otherwise)")
      .option('--registry-ids <ids>', 'AWS account ids of registries, with commas between', readList);
  }
  return withSessionOptions(command).option('--hosts <hosts>', 'default, or all for every host name of a registry');
}

/** Adds the options that every session can have. */
export function withSessionOptions(command: Command): Command {
  return command
    .option('--access <access>', 'narrow the session: pull or push')
    .option('--repositories <names>', 'narrow the session to these, with commas between; * is any text', readList)
    .option('--duration <time>', 'length of the session, such as 900, 30m or 2h', readDuration)
    .option('--role-arn <arn>', "one of the connector's further roles");
}

/** Reads texts with commas between. The option may be given several times. */
export function readList(text: string, before: readonly string[] = []): readonly string[] {
  const items = text.split(',').map((one) => one.trim());
  if (items.includes('')) throw new InvalidArgumentError('must be texts with commas between');
  return [...before, ...items];
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600 };

/** Returns seconds. */
export function readDuration(text: string): number {
  const [, count, unit = ''] = /^([1-9][0-9]{0,5})([smh]?)$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 1);
  throw new InvalidArgumentError('must be a number of seconds, minutes or hours: 900, 30m or 2h');
}

const Parameters = v.strictObject({ ...loginFields, hosts: v.exactOptional(Hosts) });

export type LoginParameters = v.InferOutput<typeof Parameters>;

/** The parameters as the API takes them. They are checked here too, so that a fault names its option. */
export function loginParameters(options: LoginOptions): LoginParameters {
  const { region, registryIds, access, repositories, duration: durationSeconds, roleArn, hosts } = options;
  return checkParameters(Parameters, { region, registryIds, access, repositories, durationSeconds, roleArn, hosts });
}

/** Checks parameters as the API would. What is `undefined` was not given. */
export function checkParameters<S extends v.GenericSchema>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
): v.InferOutput<S> {
  const written = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = parseWith(schema, written, 'parameters');
  if (parsed.ok) return parsed.value;
  const faults = parsed.errors.map(({ field, detail }) => {
    return `${optionOf(field.replace('durationSeconds', 'duration'))} ${detail}`;
  });
  throw new CommandError(faults, 'usage');
}

/** Reads one of these names. */
export function readOneOf<N extends string>(names: readonly N[]): (text: string) => N {
  return (text) => {
    const name = names.find((one) => one === text);
    if (name !== undefined) return name;
    throw new InvalidArgumentError(`must be one of ${names.join(', ')}${didYouMean(text, names)}`);
  };
}
