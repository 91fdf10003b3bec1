import { createPublicKey, type KeyObject } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createArchiveClient, createListVersions, createReadVersion } from '../../shared/aws/archive/bucket.ts';
import { createSigner } from '../../shared/aws/archive/signer.ts';
import { createReadAuditDay } from '../../shared/aws/dynamodb/audit-day.ts';
import type { Call } from '../../shared/domain/call.ts';
import { sha256Hex } from '../../shared/vending/archive/stored-digest.ts';
import { type VerifyReport, verifyAudit } from '../../shared/vending/archive/verify/verify-audit.ts';
import { CommandError } from '../command.ts';
import { clientConfig } from './client-config.ts';
import { noteCommands } from './noted-commands.ts';

export interface AuditPlace {
  readonly stage: string;
  readonly region: string;
  /** The account of the table: that of the operator's credentials if it is not given. */
  readonly account: string | undefined;
  /** The bucket of the data stack if it is not given. */
  readonly bucket: string | undefined;
  readonly bucketRegion: string | undefined;
  readonly table: string;
  readonly signingKey: string;
  /** Public keys as PEM, by the file that they are from. KMS is asked if there is none. */
  readonly publicKeys: readonly (readonly [file: string, pem: string])[];
}

export interface PlacedReport extends VerifyReport {
  readonly bucket: string;
  readonly table: string;
}

/** Holds days of the audit against the archive, with the operator's own AWS credentials. */
export async function verifyAuditDirectly(
  place: AuditPlace,
  days: readonly string[],
  call: Call,
): Promise<PlacedReport> {
  const { stage, region, table } = place;
  const account = place.account ?? (await ownAccount(region));
  const bucket = place.bucket ?? `portunus-${stage}-archive-${account}-${region}`;
  const client = createArchiveClient(place.bucketRegion ?? region);
  const ports = {
    listVersions: createListVersions(client, { bucket }),
    readVersion: createReadVersion(client, { bucket }),
    readAuditDay: createReadAuditDay({
      client: noteCommands(new DynamoDBClient(clientConfig(region))),
      tableName: table,
    }),
  };
  const publicKeys = await trustedKeys(place, call);
  const report = await verifyAudit(ports, { origin: { stage, account, region }, days, publicKeys }, call);
  return { bucket, table, ...report };
}

/** Reads the public key that verifies the digests, as PEM. */
export async function readPublicKey({ signingKey, region }: AuditPlace, call: Call): Promise<string> {
  try {
    return (await createSigner(signingKey, region).readKey(call)).publicKeyPem;
  } catch (error) {
    // Of most stages nobody signs the archive yet: this is the first that an operator meets.
    if (!(error instanceof Error) || error.name !== 'NotFoundException') throw error;
    const turnOn = 'docs/audit-verify.md says how digests are turned on';
    throw new CommandError([
      `KMS has no key ${signingKey} in ${region}: ${turnOn}; --signing-key or --public-key names another key`,
    ]);
  }
}

async function trustedKeys(place: AuditPlace, call: Call): Promise<ReadonlyMap<string, KeyObject>> {
  const given =
    place.publicKeys.length > 0 ? place.publicKeys : [[place.signingKey, await readPublicKey(place, call)] as const];
  return new Map(given.map(([file, pem]) => toEntry(file, pem)));
}

function toEntry(file: string, pem: string): [string, KeyObject] {
  try {
    // Of a file with a private key, Node.js would take the public one out: it does not belong on this machine.
    if (!/-----BEGIN PUBLIC KEY-----/.test(pem)) throw new TypeError('no public key');
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new TypeError('another curve');
    return [sha256Hex(key.export({ format: 'der', type: 'spki' })), key];
  } catch {
    throw new CommandError([`${file} holds no public key of the curve P-256 as PEM`]);
  }
}

async function ownAccount(region: string): Promise<string> {
  const { Account } = await new STSClient(clientConfig(region)).send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new CommandError(['AWS does not say whose credentials these are: give --account']);
  return Account;
}
