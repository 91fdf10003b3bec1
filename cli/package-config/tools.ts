import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../shared/config/config.ts';
import type { FormatOf } from '../../shared/domain/format-name.ts';
import { type Merge, mergeLines, mergePip, replaceXml } from './merge.ts';

interface Tool {
  /** The file in which its user has settings, by the tool's own rules. */
  readonly file: (variables: Variables) => string;
  readonly merge: Merge;
}

const home = (...names: readonly string[]) => join(homedir(), ...names);

/** `pip config set` writes there too, outside of virtual environments. */
function pipFile({ PIP_CONFIG_FILE, XDG_CONFIG_HOME, APPDATA }: Variables): string {
  if (PIP_CONFIG_FILE) return PIP_CONFIG_FILE;
  if (process.platform === 'win32') return join(APPDATA ?? home('AppData', 'Roaming'), 'pip', 'pip.ini');
  if (process.platform === 'darwin') return join(pipFolderOfMacOs(), 'pip.conf');
  return join(XDG_CONFIG_HOME || home('.config'), 'pip', 'pip.conf');
}

/** Where macOS has a folder of pip's, pip doesn't look into the other one. */
function pipFolderOfMacOs(): string {
  const own = home('Library', 'Application Support', 'pip');
  return existsSync(own) ? own : home('.config', 'pip');
}

function nugetFile({ APPDATA }: Variables): string {
  const folder = process.platform === 'win32' ? (APPDATA ?? home('AppData', 'Roaming')) : home('.nuget');
  return join(folder, 'NuGet', 'NuGet.Config');
}

/** The tools that a login is written for, by the names of their formats. */
export const TOOLS = {
  npm: { file: (variables) => variables.NPM_CONFIG_USERCONFIG || home('.npmrc'), merge: mergeLines },
  pip: { file: pipFile, merge: mergePip },
  maven: { file: () => home('.m2', 'settings.xml'), merge: replaceXml },
  gradle: {
    file: ({ GRADLE_USER_HOME }) => join(GRADLE_USER_HOME || home('.gradle'), 'gradle.properties'),
    merge: mergeLines,
  },
  nuget: { file: nugetFile, merge: replaceXml },
} as const satisfies Readonly<Partial<Record<FormatOf<'packages'>, Tool>>>;

export type ToolName = keyof typeof TOOLS;
