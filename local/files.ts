import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { sampleText } from './sample-definitions.ts';
import type { LocalAws } from './start-local-aws.ts';

/**
 * Returns the folder for this Portunus. While another one is running, its files are kept, and this one uses a folder
 * beside them.
 */
export async function folderFor(folder: string, port: number): Promise<string> {
  const text = await readFile(join(folder, 'environment'), 'utf8').catch(() => '');
  const [, other] = /^PORT='(\d+)'$/m.exec(text) ?? [];
  const isInUse = other !== undefined && Number(other) !== port && (await isListening(Number(other)));
  return isInUse ? `${folder}-${port}` : folder;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * Writes what another terminal needs: settings, the sample definitions, and tokens. They only work with this local
 * Portunus.
 */
export async function writeFiles(folder: string, api: { url: string; port: number }, aws: LocalAws): Promise<void> {
  const settings = Object.entries({ ...aws.environment, PORT: String(api.port), PORTUNUS_URL: api.url });
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    // The mode above applies only to new files. A file from an earlier start keeps its mode.
    await chmod(join(folder, name), 0o600);
  };
  await mkdir(folder, { recursive: true });
  await write('environment', toSh(folder, settings));
  await write('environment.ps1', toPowerShell(folder, settings));
  await write('portunus.yml', await sampleText(aws));
  await write('token', await aws.issuer.mint({ jti: randomUUID() }));
  await write('admin-token', await aws.people.mint());
}

type Settings = readonly (readonly [string, string])[];

function toSh(folder: string, settings: Settings): string {
  return `# The local Portunus, for a second terminal:
#   set -a; . ${folder}/environment; set +a
# This replaces the AWS settings of that shell. To have yours back, do it in a shell of its own and leave that one:
#   sh
#   set -a; . ${folder}/environment; set +a
#   exit
${settings.map(([name, value]) => `${name}='${value}'\n`).join('')}`;
}

function toPowerShell(folder: string, settings: Settings): string {
  return `# The local Portunus, for a second terminal:
#   . ${folder}/environment.ps1
# This replaces the AWS settings of that PowerShell until it is closed.
${settings.map(([name, value]) => `$env:${name} = '${value}'\n`).join('')}`;
}
