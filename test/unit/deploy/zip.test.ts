import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { type ZipEntry, zip } from '../../../deploy/release/zip.ts';

const entry = (path: string, executable = false): ZipEntry => ({ path, bytes: Buffer.from(`of ${path}`), executable });
const ENTRIES = [entry('b/run.sh', true), entry('a.txt'), entry('b/c.txt')];
const { TZ } = process.env;

describe('a zip', () => {
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it('holds its entries in order', () => {
    const files = Object.entries(unzipSync(zip(ENTRIES))).map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
    expect(files).toEqual([
      ['a.txt', 'of a.txt'],
      ['b/c.txt', 'of b/c.txt'],
      ['b/run.sh', 'of b/run.sh'],
    ]);
  });

  it('is the same in whatever order its entries come', () => {
    expect(zip(ENTRIES.toReversed())).toEqual(zip(ENTRIES));
  });

  it.each(['Pacific/Kiritimati', 'America/Los_Angeles'])('is the same in %s as in UTC', (zone) => {
    process.env.TZ = 'UTC';
    const utc = zip(ENTRIES);
    process.env.TZ = zone;
    expect(zip(ENTRIES)).toEqual(utc);
  });

  it('tells programs from other files', () => {
    const modeOf = (executable: boolean): number => {
      const bytes = Buffer.from(zip([entry('x', executable)]));
      // The external attributes in the central directory's only header.
      return bytes.readUInt32LE(bytes.indexOf('PK\x01\x02') + 38) >>> 16;
    };
    expect([modeOf(true), modeOf(false)]).toEqual([0o100755, 0o100644]);
  });
});
