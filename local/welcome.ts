import { randomUUID } from 'node:crypto';
import type { LocalApi } from './api/serve-api.ts';
import type { LocalAws } from './start-local-aws.ts';

/** Returns the command that loads the settings in another terminal. */
function sourceOf(folder: string): string {
  return process.platform === 'win32' ? `. ${folder}/environment.ps1` : `set -a; . ${folder}/environment; set +a`;
}

/**
 * Returns a complete command for a first login. It works in cmd and in PowerShell, which do not share single quotes.
 */
function firstLogin(url: string, token: string): string {
  const address = `${url}/v1/connectors/shop-images/ecr/credentials`;
  return process.platform === 'win32'
    ? `curl.exe -sS ${address} -H "Authorization: Bearer ${token}"`
    : `curl -sS ${address} -H 'Authorization: Bearer ${token}'`;
}

/** In a browser. */
function consoleOf({ url }: LocalApi): string {
  return `${url}/console`;
}

function onIam({ identity }: LocalApi): string {
  return identity === undefined
    ? `Requests to /iam/v1 get 401. To try them, start again with PORTUNUS_LOCAL_IAM=<ARN of a role>: each request is then from that
role, which administers if PORTUNUS_ADMIN_ROLES names it too.`
    : `Requests to /iam/v1 are from ${identity.userArn}.`;
}

export async function welcome(api: LocalApi, aws: LocalAws, folder: string): Promise<string> {
  return `
Portunus is up at ${api.url}, with a built-in stand-in for AWS. Get a first login by pasting this line:

${firstLogin(api.url, await aws.issuer.mint({ jti: randomUUID() }))}

The token is good for an hour. connectors/bakery-images refuses it, and /v1/caller says who you are. Each request is shown
below in one line, with the reason of a refusal. The definitions are those of local/sample.yml, and refresh jobs run every
two seconds.

The console is at ${consoleOf(api)}. Sign in there as Ada, who administers, Otto, who audits, or Dana, who
develops.

In another terminal, sign in as Ada too, and then go to the tables themselves:

${sourceOf(folder)}
npx portunus login
npx portunus list connector
npx portunus jobs list --direct

Programs administer with the token in ${folder}/admin-token.
${onIam(api)}

Stop with Ctrl-C.
`;
}

/** The welcome of a deployment without definitions. docs/getting-started.md continues from there. */
export function emptyWelcome(api: LocalApi, folder: string): string {
  return `
Portunus is up at ${api.url}, with nothing defined and no tables. In another terminal:

${sourceOf(folder)}
npx portunus tables create
npx portunus apply -f ${folder}/portunus.yml --direct
npx portunus login

The console is at ${consoleOf(api)}. Its guide goes from here to a first login.

Stop with Ctrl-C.
`;
}
