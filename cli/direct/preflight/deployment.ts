import type { Values } from '../../../deploy/service/settings/settings.ts';
import type { References } from './references.ts';
import type { CheckedTables } from './tables.ts';

/** What a deployment with these settings refers to. */
export function referencesIn(values: Values): References {
  const { CertificateArn: arn, DomainName: domain, HostedZoneId: id, DataKeyArn, LogKeyArn } = values;
  return {
    topic: values.AlarmTopic,
    ...(arn && domain && { certificate: { arn, domain } }),
    ...(id && domain && { zone: { id, domain } }),
    keys: [
      ...(DataKeyArn ? [{ arn: DataKeyArn, use: 'data' as const }] : []),
      ...(LogKeyArn ? [{ arn: LogKeyArn, use: 'logs' as const }] : []),
    ],
    subnets: listIn(values.SubnetIds),
    groups: listIn(values.SecurityGroupIds),
    boundary: values.PermissionsBoundary,
    truststore: values.TruststoreUri,
  };
}

export function tablesIn({ DefinitionsTable, ActivityTable, DataKeyArn }: Values, stage: string): CheckedTables {
  return {
    definitions: DefinitionsTable || `portunus-${stage}-definitions`,
    activity: ActivityTable || `portunus-${stage}-activity`,
    ...(DataKeyArn && { keyArn: DataKeyArn }),
  };
}

/** The executions to reserve, by function: `ReadConcurrency` is for `read`. */
export function reservationsIn(values: Values): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([parameter, value]) => {
      const [, words] = /^(\w+)Concurrency$/.exec(parameter) ?? [];
      const name = words?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
      return name === undefined ? [] : [[name, Number(value)]];
    }),
  );
}

function listIn(text = ''): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
