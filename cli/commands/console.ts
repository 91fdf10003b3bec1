import type { Command } from 'commander';
import { CommandError } from '../command.ts';
import { askConsoleUrl } from '../logins/ask-session.ts';
import { openOnce } from '../logins/open-once.ts';
import { type LoginOptions, loginParameters, withSessionOptions } from '../logins/options.ts';
import { type ApiOptions, GIVE_URL, openApi, withApiOptions } from '../open-access.ts';

interface Options extends LoginOptions, ApiOptions {
  readonly print?: boolean;
}

/** Adds the command that opens the AWS console. */
export function addConsoleCommand(program: Command): void {
  const command = program
    .command('console <connector>')
    .description("sign in to the AWS console with the connector's session, in your browser")
    .option('--print', 'print the link instead: it signs in anyone who opens it, for fifteen minutes');
  withApiOptions(withSessionOptions(command)).action(async (connector: string, { print, ...options }: Options) => {
    const parameters = loginParameters(options);
    const { url, expirationDate } = await askConsoleUrl(await openApi(options, GIVE_URL), connector, parameters);
    if (print) console.log(url.reveal());
    else await openOnce(url, openBrowser);
    console.error(
      `${print ? 'the link is good' : 'opened in your browser; the link was good'} until ${expirationDate.toISOString()}`,
    );
  });
}

async function openBrowser(address: string): Promise<void> {
  const { default: open } = await import('open');
  await open(address).then(
    (browser) => browser.on('error', () => {}),
    () => {
      throw new CommandError(['no browser can be started here: --print prints the link instead']);
    },
  );
}
