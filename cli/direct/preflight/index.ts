// The entry for commands that look at an AWS account. It is loaded on demand, apart from cli/direct/index.ts: it brings
// the clients of a dozen services.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { findFaults, readValues, SETTINGS, type Values } from '../../../deploy/service/settings/settings.ts';
import { readConfig, readVariables } from '../../../shared/config/config.ts';
import { didYouMean } from '../../../shared/domain/parse.ts';
import { unreadFaults } from '../../../shared/domain/variables.ts';
import { type ChosenRegion, type Identity, judgeCredentials, judgeRegion } from '../../preflight/account.ts';
import { type Finding, faultsOr, type Judgement, notice, wouldFail } from '../../preflight/finding.ts';
import type { Report } from '../../preflight/report.ts';
import { explainAwsError } from '../aws-errors.ts';
import { createTableAccess } from '../tables.ts';
import { accountChecks } from './account.ts';
import { type Clients, createClients } from './clients.ts';
import { referencesIn, reservationsIn, tablesIn } from './deployment.ts';
import { keptDataChecks } from './kept-data.ts';
import { leftoverChecks } from './leftovers.ts';
import { referenceChecks } from './references.ts';
import { rightsChecks } from './rights.ts';
import { type Check, runChecks } from './run-checks.ts';
import { alarmChecks, stackChecks } from './stacks.ts';
import { tableChecks } from './tables.ts';

interface Deployment {
  readonly stage: string;
  readonly region: ChosenRegion;
  /** The variables that set a deployment's settings from a checkout. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The parameters of a deployment from a release, which has no variables. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** Looks at the account, and says what a deployment would fail at. It writes nothing. */
export async function runPreflight(deployment: Deployment): Promise<Report> {
  const { stage, region, environment, parameters = readValues(environment) } = deployment;
  // The deployment from a checkout refuses the same. One from a release reads no variable.
  const unread = deployment.parameters === undefined ? unreadFaults(environment) : [];
  const { values, others } = settingsIn(parameters);
  const clients = createClients(region.region);
  const offline = [
    ...named('region', judgeRegion(region)),
    ...named('settings', judgeSettings([...unread, ...findFaults(values)], stage, others)),
  ];
  const report = { stage, region: region.region };
  const identity = await whoAmI(clients);
  if (!('arn' in identity)) return { ...report, findings: [...offline, ...named('credentials', [identity])] };
  const found = await runChecks(checksOf(clients, stage, values, { ...identity, region: region.region }));
  const credentials = named('credentials', judgeCredentials(identity, region));
  return { ...report, account: identity.accountId, findings: [...offline, ...credentials, ...found] };
}

/** The checks that ask AWS. */
export function checksOf(
  clients: Clients,
  stage: string,
  values: Values,
  { arn, accountId, region }: Identity & { readonly region: string },
): readonly Check[] {
  return [
    ...accountChecks(clients, stage, reservationsIn(values)),
    ...stackChecks(clients, stage),
    ...(values.RollbackByAlarm === 'false' ? [] : alarmChecks(clients, stage)),
    ...leftoverChecks(clients, stage, region, values.DomainName),
    ...keptDataChecks(clients, { stage, region, accountId }),
    ...tableChecks(clients.dynamoDb, tablesIn(values, stage)),
    ...referenceChecks(clients, { stage, region, accountId }, referencesIn(values)),
    ...rightsChecks(clients, { arn, stage, region, accountId, boundary: values.PermissionsBoundary }),
  ];
}

/** Compares the tables that the environment names with their definition. */
export function checkTables(): Promise<readonly Finding[]> {
  const { definitionsTable: definitions, activityTable: activity } = readConfig();
  const { DataKeyArn: keyArn } = readValues(readVariables());
  const client = createTableAccess().client;
  return runChecks(tableChecks(client, { definitions, activity, ...(keyArn && { keyArn }) }));
}

/** Without credentials, nothing else can be asked. */
async function whoAmI({ sts }: Clients): Promise<Identity | Judgement> {
  try {
    const { Arn: arn = '', Account: accountId = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { arn, accountId };
  } catch (error) {
    const lines = explainAwsError(error)?.lines ?? [error instanceof Error ? error.message : String(error)];
    return wouldFail(lines.join('; '), 'Try aws sts get-caller-identity until it works, and look again');
  }
}

/** Parameters of a release's template that are no settings: the stage, and where the code is. */
const OF_THE_RELEASE = ['CodeBucket', 'CodePrefix', 'Revision'];

/** Separates settings from what else is in the parameters. Empty ones are not set. */
function settingsIn(parameters: Readonly<Record<string, string>>) {
  const known = new Set(SETTINGS.map(({ parameter }) => parameter));
  const set = Object.entries(parameters).filter(([name, value]) => value !== '' && !OF_THE_RELEASE.includes(name));
  return {
    values: Object.fromEntries(set.filter(([name]) => known.has(name))),
    others: Object.fromEntries(set.filter(([name]) => !known.has(name))),
  };
}

function judgeSettings(
  faults: readonly string[],
  stage: string,
  { Stage: other = stage, ...unknown }: Readonly<Record<string, string>>,
): readonly Judgement[] {
  const names = SETTINGS.map(({ parameter }) => parameter);
  return faultsOr('every setting has a valid form', [
    ...faults.map((fault) => wouldFail(fault, 'Correct it (docs/settings.md)')),
    ...(other === stage ? [] : [wouldFail(`the parameters are for the stage ${other}`, 'Give --stage the same stage')]),
    ...Object.keys(unknown).map((name) => {
      const detail = `${name} is no setting, and aws cloudformation deploy drops it without a word`;
      return notice(`${detail}${didYouMean(name, names)}`, 'Correct its spelling, or leave it out');
    }),
  ]);
}

function named(check: string, judgements: readonly Judgement[]): readonly Finding[] {
  return judgements.map((judgement) => ({ check, ...judgement }));
}
