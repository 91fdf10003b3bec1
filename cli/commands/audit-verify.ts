import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_STAGE, readCliSettings } from '../../shared/config/config.ts';
import { dayAfter, dayOf } from '../../shared/domain/day.ts';
import { isStage, STAGE_FORM } from '../../shared/domain/stage.ts';
import { commandCall, EXIT_CODES, usageError } from '../command.ts';
import type { AuditPlace } from '../direct/audit-verify.ts';
import { readText } from '../files/text-files.ts';
import { jsonText, outputOption } from '../output.ts';
import { readDay } from '../read-day.ts';
import { auditLines, auditVerdict } from './audit-report.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly account?: string;
  readonly table?: string;
  readonly bucket?: string;
  readonly bucketRegion?: string;
  readonly publicKey?: readonly string[];
  readonly signingKey?: string;
  readonly output: string;
}

/** A month of a busy service is gigabytes to read. */
const VERIFY_MS = 6 * 3_600_000;

/** Adds the commands that check the evidence, to the command `audit`. Code that uses AWS is loaded on demand. */
export function addAuditVerifyCommands(audit: Command): void {
  placed(audit.command('verify'))
    .description(
      'hold the audit records of some days in the table against the archive, and the archive against its chain',
    )
    .option('--from <day>', 'the first day in UTC, such as 2026-11-26 (yesterday otherwise)', readDay)
    .option('--to <day>', 'the day after the last one (today is the last one otherwise)', readDay)
    .option('--table <name>', 'the activity table (PORTUNUS_ACTIVITY_TABLE otherwise, or portunus-STAGE-activity)')
    .option('--account <id>', 'the account of the table (that of your credentials otherwise)')
    .option('--bucket <name>', 'the bucket of the archive (that of the data stack otherwise)')
    .option('--bucket-region <region>', 'the region of the bucket, if it is not that of the table')
    .option('--public-key <files...>', 'the public keys that you trust, as PEM; KMS is not asked then')
    .addOption(outputOption('text', 'json'))
    .action(verify);
  placed(audit.command('public-key'))
    .description('print the public key that verifies the digests of the archive, as PEM')
    .action(async (options: Options) => {
      const { readPublicKey } = await import('../direct/index.ts');
      process.stdout.write(await readPublicKey(placeOf(options, []), commandCall()));
    });
}

function placed(command: Command): Command {
  return command
    .option('--stage <stage>', 'the stage of the deployment (PORTUNUS_STAGE otherwise, or dev)', readStage)
    .option('--region <region>', 'the region of the deployment (AWS_REGION otherwise)')
    .option('--signing-key <id>', 'the KMS key that signs (alias/portunus-STAGE-audit otherwise)');
}

async function verify(options: Options): Promise<void> {
  const days = daysOf(options, new Date());
  const files = options.publicKey ?? [];
  const publicKeys = await Promise.all(files.map(async (file) => [file, await readText(file)] as const));
  const { verifyAuditDirectly } = await import('../direct/index.ts');
  const call = { ...commandCall(), signal: AbortSignal.timeout(VERIFY_MS) };
  const report = await verifyAuditDirectly(placeOf(options, publicKeys), days, call);
  const verdict = auditVerdict(report);
  console.log(options.output === 'json' ? jsonText({ verdict, ...report }) : auditLines(report).join('\n'));
  if (verdict === 'refuted') process.exitCode = EXIT_CODES.refuted;
  if (verdict === 'incomplete') process.exitCode = EXIT_CODES.refused;
}

function readStage(text: string): string {
  if (isStage(text)) return text;
  throw new InvalidArgumentError(`must be ${STAGE_FORM}`);
}

function daysOf({ from, to }: Options, now: Date): readonly string[] {
  const end = to ?? dayAfter(dayOf(now), 1);
  const days: string[] = [];
  for (let day = from ?? dayAfter(dayOf(now), -1); day < end; day = dayAfter(day, 1)) days.push(day);
  if (days.length > 0) return days;
  throw usageError('there is no day from --from until before --to');
}

function placeOf(options: Options, publicKeys: AuditPlace['publicKeys']): AuditPlace {
  const settings = readCliSettings();
  const stage = options.stage ?? settings.stage ?? DEFAULT_STAGE;
  const region = options.region ?? settings.region;
  if (region === undefined) throw usageError('no region: give --region, or set AWS_REGION');
  return {
    stage,
    region,
    account: options.account,
    bucket: options.bucket,
    bucketRegion: options.bucketRegion,
    table: options.table ?? settings.activityTable ?? `portunus-${stage}-activity`,
    signingKey: options.signingKey ?? `alias/portunus-${stage}-audit`,
    publicKeys,
  };
}
