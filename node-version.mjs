// Which Node.js runs Portunus. Plain JavaScript without dependencies: older ones must be able to read it too.
import { readFileSync } from 'node:fs';
import { exit, version } from 'node:process';

/** Takes a range in the form that package.json has: `^22.22.2 || ^24.11.0 || >=26.0.0`. */
const isSupported = (range) => {
  const [major, minor, patch] = version.slice(1).split('.').map(Number);
  return range.split(' || ').some((part) => {
    const [wantedMajor, wantedMinor, wantedPatch] = part.replace(/^\D+/, '').split('.').map(Number);
    if (major !== wantedMajor) return part.startsWith('>=') && major > wantedMajor;
    return minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch);
  });
};

/** Ends the program, in one line, on any other Node.js. */
export function assertNodeVersion() {
  const { engines } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  if (isSupported(engines.node)) return;
  console.error(
    `Portunus needs Node.js ${engines.node}, and this is ${version}. Install Node.js 24 from https://nodejs.org; on Linux, macOS and Windows npm ci brings one, unless it leaves out optional packages.`,
  );
  exit(1);
}
