import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const decompress = promisify(gunzip);
/** A batch of the stream has at most 6 MB. Without a bound, somebody's object could take all memory. */
const MOST_BYTES = 128 * 1024 * 1024;

/** The lines of a compressed object, without line feeds, or nothing if it isn't one of the archive. */
export async function readLines(bytes: Buffer): Promise<readonly string[] | undefined> {
  try {
    const text = (await decompress(bytes, { maxOutputLength: MOST_BYTES })).toString('utf8');
    return text.endsWith('\n') ? text.slice(0, -1).split('\n') : undefined;
  } catch {
    return undefined;
  }
}
