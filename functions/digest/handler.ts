import type { Context } from 'aws-lambda';
import { createArchiveClient, createListVersions, createReadVersion } from '../../shared/aws/archive/bucket.ts';
import { createPutText } from '../../shared/aws/archive/put-object.ts';
import { createSigner } from '../../shared/aws/archive/signer.ts';
import { readDigestConfig } from '../../shared/config/archive-config.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportDigest, createReportDigestFailure } from '../../shared/observability/report-digest.ts';
import { writeDigests } from '../../shared/vending/archive/write-digests.ts';

const { origin, archive, signingKey } = readDigestConfig();
const log = createLog({ stage: origin.stage, function: 'digest' });
const reportFailure = createReportDigestFailure(log);
const client = createArchiveClient();
const ports = {
  listVersions: createListVersions(client, archive),
  readVersion: createReadVersion(client, archive),
  putText: createPutText(client, archive),
  signer: createSigner(signingKey.arn, signingKey.region),
  reportDigest: createReportDigest(log),
};

/** Milliseconds that are reserved to report what failed. */
const RESERVE_MS = 2_000;

/** Writes the digests of the periods that are over. What a run does not get to, the next one does. */
export async function handler(_event: unknown, context: Context): Promise<{ readonly written: number }> {
  const { awsRequestId: requestId } = context;
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const call = { requestId, signal, now: () => new Date() };
  try {
    return { written: await writeDigests(ports, origin, call) };
  } catch (error) {
    reportFailure(error, call);
    throw error;
  }
}
