import { type Command, InvalidArgumentError } from 'commander';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError, usageError } from '../command.ts';
import { bodyOf } from '../http/client.ts';
import {
  type ApiOptions,
  GIVE_URL,
  openApi,
  openApiWith,
  readUrl,
  showsSignIn,
  withApiOptions,
  withUrlOption,
} from '../open-access.ts';
import { jsonText, outputOption, printable } from '../output.ts';

interface LoginOptions {
  readonly url?: string;
  readonly issuer?: string;
  readonly device?: true;
  /** Whether to use the browser of this machine. Where it is absent, the provider decides. */
  readonly browser?: boolean;
  readonly port: number;
  readonly timeout: number;
}

/** Adds the commands with which a person signs in. */
export function addSignInCommands(program: Command): void {
  const login = program.command('login').description('sign in as a person, at the provider of your company');
  withUrlOption(login)
    .option('--issuer <id>', 'where to sign in, if there are several')
    .option('--device', 'by a code that you enter in a browser on any machine')
    .option('--browser', 'by the browser of this machine')
    .option('--no-browser', 'open no browser, and print the address alone')
    .option('--port <port>', 'the port of this machine that a provider sends the browser back to', toPort, 0)
    .option('--timeout <seconds>', 'how long to wait for the browser', toSeconds, 300)
    .action(logIn);
  const logout = program.command('logout').description('end your sign-in, here and at the provider');
  withUrlOption(logout).option('--issuer <id>', 'which sign-in, if there are several').action(logOut);
  const whoami = program.command('whoami').description('show who the service takes you for, and until when');
  withApiOptions(whoami).addOption(outputOption('text', 'json')).action(whoAmI);
}

async function logIn(options: LoginOptions): Promise<void> {
  if (options.device && options.browser) throw usageError('--device and --browser: give one of them');
  const url = readUrl(options.url, GIVE_URL);
  const { chooseIssuer } = await import('../sign-in/issuers.ts');
  const issuer = await chooseIssuer(openApiWith(url), url, options.issuer);
  const { signIn } = await import('../sign-in/sign-in.ts');
  const tokens = await signIn(issuer, options, console.log);
  // Nothing is kept that the service would refuse.
  const answer = await openApiWith(url, tokens.idToken.reveal()).GET('/caller');
  if (answer.response.status === 401) {
    throw new CommandError([
      `you signed in at ${issuer.id}, and the service does not accept its tokens: an administrator ` +
        "compares the issuer's audiences, require, algorithms and times with the token (docs/sign-in.md)",
    ]);
  }
  const caller = bodyOf(answer);
  const { openStore, serviceOf } = await import('../sign-in/token-source.ts');
  const store = openStore();
  const kept = await store.locked(() => store.put({ service: serviceOf(url), issuer, tokens }));
  console.log(`Signed in as ${nameOf(caller)} at ${issuer.id}.`);
  if (kept === 'file') {
    console.log(`No keychain took your sign-in, so it is in ${store.folder}, which only you can read.`);
  }
}

async function logOut({ url: given, issuer }: { readonly url?: string; readonly issuer?: string }): Promise<void> {
  const url = readUrl(given, GIVE_URL);
  const { openStore, serviceOf } = await import('../sign-in/token-source.ts');
  const store = openStore();
  const signIn = await store.locked(async () => {
    const found = await store.find(serviceOf(url), issuer);
    if (found !== undefined) await store.remove(found);
    return found;
  });
  if (signIn === undefined) {
    console.log('You are not signed in here.');
    return;
  }
  const { endAtProvider } = await import('../sign-in/sign-out.ts');
  console.log('Your sign-in is removed from this machine.');
  const { page } = await endAtProvider(signIn).catch((error: Error) => {
    throw new CommandError([`the provider was not told, and may accept it until it ends: ${error.message}`]);
  });
  if (page !== undefined) console.log(`To sign out of ${signIn.issuer.id} in your browser too, open ${page}`);
}

async function whoAmI({ output, ...options }: ApiOptions & { readonly output: string }): Promise<void> {
  const caller = bodyOf(await (await openApi(options, GIVE_URL)).GET('/caller'));
  console.log(output === 'json' ? jsonText(caller) : callerText(caller, showsSignIn(options)));
}

function callerText(body: unknown, isRenewed: boolean): string {
  const { issuer, kind, administrator, auditor, groups, claims } = isJsonObject(body) ? body : {};
  const { exp } = isJsonObject(claims) ? claims : {};
  const named = Array.isArray(groups) ? groups.map((group) => printable(String(group))) : [];
  const may = administrator === true ? 'administers it' : auditor === true ? 'reads its records' : undefined;
  return [
    `You are ${nameOf(body)} of ${printable(String(issuer))}${kind === 'workload' ? ', a workload' : ''}.`,
    ...(may === undefined ? [] : [`One of your groups ${may}.`]),
    ...(kind === 'user' ? [`Groups: ${named.length === 0 ? 'none' : named.join(', ')}`] : []),
    ...(typeof exp === 'number'
      ? [`Your token ends at ${new Date(exp * 1000).toISOString()}${isRenewed ? ', and is renewed by itself' : ''}.`]
      : []),
  ].join('\n');
}

/** A person's name as they know it, if the token has one, and the subject that grants and records have. */
function nameOf(body: unknown): string {
  const { subject, claims } = isJsonObject(body) ? body : {};
  const { email, preferred_username: name } = isJsonObject(claims) ? claims : {};
  const known = [email, name].find((one) => typeof one === 'string' && one !== subject);
  return printable(known === undefined ? String(subject) : `${known} (${subject})`);
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('must be a port, from 1 to 65535');
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (/^[0-9]{1,4}$/.test(text) && seconds > 0) return seconds;
  throw new InvalidArgumentError('must be a number of seconds, from 1 to 9999');
}
