import { ADDRESS } from './address.ts';
import { ALARMS } from './alarms.ts';
import { ARCHIVE } from './archive.ts';
import { CALLERS } from './callers.ts';
import { CAPACITY } from './capacity.ts';
import { CONSOLE } from './console.ts';
import { DATA } from './data.ts';
import { KEYS } from './keys.ts';
import { LOGS } from './logs.ts';
import { NETWORK } from './network.ts';
import { POWERS } from './powers.ts';
import { PROBER } from './prober.ts';
import { REFRESH } from './refresh.ts';
import { RELEASE } from './release.ts';
import { FLAG, MAX_LIST, type Setting, type SettingGroup } from './setting.ts';
import { VERIFY } from './verify.ts';

/**
 * The settings of a deployment, in the order in which they are shown. Everything that lists settings is made from this
 * table: the template's parameters, the values of a deployment from a checkout, and docs/settings.md.
 */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  DATA,
  CALLERS,
  POWERS,
  NETWORK,
  ADDRESS,
  CONSOLE,
  CAPACITY,
  LOGS,
  ALARMS,
  REFRESH,
  KEYS,
  ARCHIVE,
  PROBER,
  VERIFY,
  RELEASE,
];

export const SETTINGS: readonly Setting[] = SETTING_GROUPS.flatMap(({ settings }) => settings);

/** Settings that mean nothing, or fail late, unless another one is set too. */
export const NEEDS: readonly { readonly parameter: string; readonly needs: string }[] = [
  { parameter: 'SubnetIds', needs: 'SecurityGroupIds' },
  { parameter: 'SecurityGroupIds', needs: 'SubnetIds' },
  { parameter: 'AllowPrivateIssuers', needs: 'SubnetIds' },
  { parameter: 'DomainName', needs: 'CertificateArn' },
  { parameter: 'CertificateArn', needs: 'DomainName' },
  { parameter: 'HostedZoneId', needs: 'DomainName' },
  { parameter: 'TruststoreUri', needs: 'DomainName' },
  { parameter: 'DisableDefaultEndpoint', needs: 'DomainName' },
  { parameter: 'ArchiveBucket', needs: 'ActivityStreamArn' },
  { parameter: 'ArchiveBucketOwner', needs: 'ArchiveBucket' },
  { parameter: 'ArchiveKeyArn', needs: 'ArchiveBucket' },
  { parameter: 'ArchiveSigningKeyArn', needs: 'ArchiveBucket' },
  { parameter: 'EventBus', needs: 'ActivityStreamArn' },
  { parameter: 'ProbeAudience', needs: 'ProbeConnector' },
  { parameter: 'ProbeRegistry', needs: 'ProbeConnector' },
];

/** Lists that are in the environment of one function, of which Lambda takes 4 KB. */
const IN_ENVIRONMENT = ['ConnectorRoles', 'AdminRoles', 'Destinations', 'LockedIssuers'];

/** Values by parameter. A parameter that is not in it has its default. */
export type Values = Readonly<Record<string, string>>;

/** Reads the settings that the environment sets. An empty variable is not set, as in serverless.yml. */
export function readValues(environment: Readonly<Record<string, string | undefined>>): Values {
  return Object.fromEntries(
    SETTINGS.flatMap(({ parameter, variable, isList }) => {
      const value = environment[variable]?.trim() ?? '';
      return value === '' ? [] : [[parameter, isList ? value.replaceAll(/\s*,\s*/g, ',') : value]];
    }),
  );
}

/** Returns what is wrong with the values, each with the variable to set. CloudFormation checks the same. */
export function findFaults(values: Values): string[] {
  const forms = SETTINGS.flatMap(({ parameter, variable, pattern, form }) => {
    const value = values[parameter];
    return value === undefined || new RegExp(pattern).test(value)
      ? []
      : [`${variable} must be ${form}, and is '${value.slice(0, 100)}'`];
  });
  const long = SETTINGS.filter(({ parameter, isList }) => isList && (values[parameter]?.length ?? 0) > MAX_LIST);
  const lengths = long.map(
    ({ variable }) => `${variable} must be at most ${MAX_LIST} characters: use wildcards, or fewer`,
  );
  const inAll = IN_ENVIRONMENT.reduce((sum, parameter) => sum + (values[parameter]?.length ?? 0), 0);
  const sum =
    inAll > 2 * MAX_LIST
      ? [
          `${IN_ENVIRONMENT.map(variableOf).join(', ')} must be at most ${2 * MAX_LIST} characters together, and are ${inAll}`,
        ]
      : [];
  const pairs = NEEDS.filter(({ parameter, needs }) => isSet(parameter, values) && !isSet(needs, values));
  return [
    ...forms,
    ...lengths,
    ...sum,
    ...pairs.map(({ parameter, needs }) => `${variableOf(parameter)} needs ${variableOf(needs)}`),
  ];
}

/** A parameter is set if it has another value than its default. */
function isSet(parameter: string, values: Values): boolean {
  return (values[parameter] ?? find(parameter).default) !== find(parameter).default;
}

function variableOf(parameter: string): string {
  return find(parameter).variable;
}

export function find(parameter: string): Setting {
  const setting = SETTINGS.find((each) => each.parameter === parameter);
  if (setting === undefined) throw new Error(`There is no setting ${parameter}`);
  return setting;
}

export function isFlag({ pattern }: Setting): boolean {
  return pattern === FLAG.pattern;
}
