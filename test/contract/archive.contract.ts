// What our adapters for the archive expect of S3 and KMS, for any stand-in of them.
import { createPublicKey, webcrypto } from 'node:crypto';
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { createArchiveClient, createListVersions, createReadVersion } from '../../shared/aws/archive/bucket.ts';
import { createPutArchiveObject, createPutText } from '../../shared/aws/archive/put-object.ts';
import { createSigner } from '../../shared/aws/archive/signer.ts';
import type { Call } from '../../shared/domain/call.ts';
import { collect } from '../../shared/vending/archive/archived-objects.ts';
import type { DigestPorts } from '../../shared/vending/archive/digest-ports.ts';
import { sha256Hex } from '../../shared/vending/archive/stored-digest.ts';
import { verifyAudit } from '../../shared/vending/archive/verify/verify-audit.ts';
import { writeDigests } from '../../shared/vending/archive/write-digests.ts';

/** A stand-in with a bucket that locks what is put into it, and a key to sign with. */
export interface ArchiveStandIn {
  readonly bucket: string;
  readonly keyId: string;
  readonly stop: () => Promise<void> | void;
}

const ORIGIN = { stage: 'dev', account: '123456789012', region: 'eu-west-1' };
const FOLDER = 'portunus/dev/records/';

function call(now = new Date()): Call {
  return { requestId: 'contract', signal: AbortSignal.timeout(300_000), now: () => now };
}

/** `chain`: the kinds of findings in a chain that is whole. */
export function archiveContract(start: () => Promise<ArchiveStandIn>, { chain = [] as readonly string[] } = {}): void {
  let bucket: string;
  let client: S3Client;
  let ports: DigestPorts;

  beforeAll(async () => {
    const standIn = await start();
    ({ bucket } = standIn);
    client = createArchiveClient('eu-west-1');
    ports = {
      listVersions: createListVersions(client, { bucket }),
      readVersion: createReadVersion(client, { bucket }),
      putText: createPutText(client, { bucket }),
      signer: createSigner(standIn.keyId, 'eu-west-1'),
      reportDigest: () => {},
    };
    return async () => {
      client.destroy();
      await standIn.stop();
    };
  });

  const list = (prefix: string, after?: string) => collect(ports.listVersions(`${FOLDER}${prefix}`, call(), after));

  it('a text is put once, under a lock, and never over another', async () => {
    expect(await ports.putText(`${FOLDER}once`, 'first', call())).toBe(true);
    expect(await ports.putText(`${FOLDER}once`, 'second', call())).toBe(false);
    const [listed, ...more] = await list('once');
    const stored = await ports.readVersion(`${FOLDER}once`, listed?.versionId ?? '', call());
    expect(more).toEqual([]);
    expect(String(stored?.bytes)).toBe('first');
    expect(stored?.lockedUntil?.getTime()).toBeGreaterThan(Date.now());
  });

  it('lines are put once, compressed and under a lock, and putting them again does nothing', async () => {
    const put = createPutArchiveObject(client, { bucket, owner: ORIGIN.account });
    const object = { key: `${FOLDER}lines.jsonl.gz`, lines: '{"a":1}\n{"a":2}\n', count: 2, sha256: 'a'.repeat(64) };
    await put(object, call());
    await put(object, call());
    const [listed, ...more] = await list('lines');
    const stored = await ports.readVersion(object.key, listed?.versionId ?? '', call());
    expect(more).toEqual([]);
    expect(stored?.lines).toEqual(['{"a":1}', '{"a":2}']);
    expect(stored?.lockedUntil?.getTime()).toBeGreaterThan(Date.now());
  });

  it('a list shows versions and delete markers, the newest of a key first, and begins after a key', async () => {
    for (const name of ['many/b', 'many/a', 'many/c']) await ports.putText(`${FOLDER}${name}`, name, call());
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${FOLDER}many/b` }));
    const shown = (await list('many/', `${FOLDER}many/a`)).map(({ key, isDeleteMarker }) => [
      key.slice(-1),
      isDeleteMarker,
    ]);
    expect(shown).toEqual([
      ['b', true],
      ['b', false],
      ['c', false],
    ]);
  });

  it('a version that is not there, and a delete marker, are nothing', async () => {
    await ports.putText(`${FOLDER}gone`, 'gone', call());
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${FOLDER}gone` }));
    const [marker, first] = await list('gone');
    expect(await ports.readVersion(`${FOLDER}gone`, marker?.versionId ?? '', call())).toBeUndefined();
    expect(String((await ports.readVersion(`${FOLDER}gone`, first?.versionId ?? '', call()))?.bytes)).toBe('gone');
    expect(await ports.readVersion(`${FOLDER}never`, first?.versionId ?? '', call())).toBeUndefined();
  });

  it('a signature is one of the public key, as Web Crypto sees it', async () => {
    const { publicKeyPem, publicKeySha256 } = await ports.signer.readKey(call());
    const der = createPublicKey(publicKeyPem).export({ format: 'der', type: 'spki' });
    expect(publicKeySha256).toBe(sha256Hex(der));
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await webcrypto.subtle.importKey('spki', der, curve, false, ['verify']);
    const signature = rawSignature(Buffer.from(await ports.signer.sign('portunus', call()), 'base64'));
    const check = (text: string) =>
      webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, Buffer.from(text));
    expect([await check('portunus'), await check('other')]).toEqual([true, false]);
  });

  it('a chain of digests that was written there is verified there', async () => {
    const start = Math.floor(Date.now() / 900_000) * 900_000 - 3_600_000;
    for (let minute = 2; minute <= 62; minute += 15) {
      await writeDigests(ports, ORIGIN, call(new Date(start + minute * 60_000)));
    }
    const publicKey = createPublicKey((await ports.signer.readKey(call())).publicKeyPem);
    const publicKeys = new Map([[sha256Hex(publicKey.export({ format: 'der', type: 'spki' })), publicKey]]);
    const now = new Date(start + 62 * 60_000);
    // The first digest is of the quarter of an hour before the start, which may be on the day before.
    const days = [
      ...new Set([start - 900_000, now.getTime()].map((time) => new Date(time).toISOString().slice(0, 10))),
    ];
    const readAuditDay = async function* () {};
    const report = await verifyAudit({ ...ports, readAuditDay }, { origin: ORIGIN, days, publicKeys }, call(now));
    expect(report.findings.map(({ kind }) => kind)).toEqual(chain);
    expect(report.digests).toBeGreaterThan(0);
  });
}

/** Web Crypto takes the two numbers of a signature as 32 bytes each, and not in DER. */
function rawSignature(der: Buffer): Buffer {
  const length = der[3] ?? 0;
  const numbers = [der.subarray(4, 4 + length), der.subarray(6 + length)];
  return Buffer.concat(
    numbers.map((number) => {
      const significant = number.subarray(number.findIndex((byte) => byte !== 0));
      return Buffer.concat([Buffer.alloc(32 - significant.length), significant]);
    }),
  );
}
