// Puts a login into the settings that somebody has, and keeps everything else as it is.
import { CommandError } from '../command.ts';

/** Replaces the login in a file. Throws if it can't be done without a change of something else. */
export type Merge = (path: string, before: string, login: string) => string;

const ENDS = /^# ends \d{4}-\d\d-\d\dT[\d:.]+Z$/;
const SECTION = /^\s*\[/;

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The name of a setting, as INI files and properties have it. */
function nameOf(line: string): string {
  return (line.split(/[=]/, 1)[0] ?? '').trim().replaceAll(/^"|"$/g, '');
}

/**
 * For `.npmrc` and `gradle.properties`, which have a setting on each line. The last of a name counts, and settings below a
 * section are none of npm's own, so the login goes to the end, or before the first section.
 */
export const mergeLines: Merge = (path, before, login) => {
  const added = linesOf(login);
  const names = added.filter((line) => !line.startsWith('#')).map(nameOf);
  const kept: string[] = [];
  for (const line of linesOf(before)) {
    const isOurs = ENDS.test(line) || names.includes(nameOf(line));
    if (isOurs && line.endsWith('\\')) throw cannotMerge(path, `the value of ${nameOf(line)} goes on below its line`);
    if (!isOurs) kept.push(line);
  }
  const sections = kept.findIndex((line) => SECTION.test(line));
  const place = sections === -1 ? kept.length : sections;
  return joined([...kept.slice(0, place), ...added, ...kept.slice(place)]);
};

const GLOBAL = '[global]';
/** pip takes each spelling of a name. */
const INDEX_URL = /^index[-_]url\s*[=:]/i;

/** For `pip.conf`. A line that begins with a blank belongs to the setting above it. */
export const mergePip: Merge = (path, before, login) => {
  const added = linesOf(login).filter((line) => line !== GLOBAL);
  const kept: string[] = [];
  let section = '';
  let isOurs = false;
  for (const line of linesOf(before)) {
    const [, name] = /^\[([^\]]+)\]/.exec(line) ?? [];
    section = name ?? section;
    const goesOn: boolean = isOurs && /^\s+\S/.test(line);
    isOurs = ENDS.test(line) || goesOn || (section === 'global' && INDEX_URL.test(line));
    if (!isOurs) kept.push(line);
  }
  const at = kept.findIndex((line) => line.startsWith(GLOBAL));
  if (at === -1) return joined([...kept, GLOBAL, ...added]);
  if (kept.findLastIndex((line) => line.startsWith(GLOBAL)) !== at) throw cannotMerge(path, `${GLOBAL} is there twice`);
  return joined([...kept.slice(0, at + 1), ...added, ...kept.slice(at + 1)]);
};

/** What the file would be with another token, another repository, or another end. */
function shapeOf(xml: string): string {
  return xml
    .replaceAll(/<!-- ends [^>]*-->/g, '')
    .replaceAll(/>[^<>]+</g, '><')
    .replaceAll(/"[^"]*"/g, '""')
    .trim();
}

/** For `settings.xml` and `NuGet.Config`: a file that holds a login alone is replaced, and no other. */
export const replaceXml: Merge = (path, before, login) => {
  if (before.trim() === '' || shapeOf(before) === shapeOf(login)) return login;
  throw cannotMerge(path, 'it has settings of its own: write the login to a file of its own, with --output');
};

function cannotMerge(path: string, why: string): CommandError {
  return new CommandError([`${path} stays as it is: ${why}`]);
}
