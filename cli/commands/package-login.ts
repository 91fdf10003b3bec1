import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import * as v from 'valibot';
import { readVariables } from '../../shared/config/config.ts';
import { loginFields } from '../../shared/domain/login-fields.ts';
import { replaceFile } from '../files/replace-file.ts';
import { fileError } from '../files/text-files.ts';
import { type ApiClient, AS_TEXT, bodyOf } from '../http/client.ts';
import { notUnderstood } from '../logins/ask-logins.ts';
import { checkParameters, readDuration, readOneOf } from '../logins/options.ts';
import { type ApiOptions, GIVE_URL, openApi, withApiOptions } from '../open-access.ts';
import { printable } from '../output.ts';
import { TOOLS, type ToolName } from '../package-config/tools.ts';

interface PackageOptions {
  readonly tool: ToolName;
  readonly domain?: string;
  readonly domainOwner?: string;
  readonly repository?: string;
  readonly region?: string;
  readonly access?: string;
  readonly duration?: number;
  readonly roleArn?: string;
  readonly output?: string;
  readonly print?: boolean;
  readonly dryRun?: boolean;
}

const NAMES = Object.keys(TOOLS) as ToolName[];

/** Adds the command that sets a package manager up, as `aws codeartifact login` does. */
export function addPackageLoginCommand(program: Command): void {
  const parent = program.command('codeartifact').description('logins of AWS CodeArtifact');
  const command = parent
    .command('login <connector>')
    .description('let a package manager use a repository of CodeArtifact')
    .addOption(
      new Option('--tool <tool>', `the package manager: ${NAMES.join(', ')}`)
        .argParser(readOneOf(NAMES))
        .makeOptionMandatory(),
    )
    .option('--repository <name>', "the repository to use (the connector's own otherwise)")
    .option('--domain <name>', "the domain of the repository (the connector's own otherwise)")
    .option('--domain-owner <account>', "the AWS account of the domain (the connector's own otherwise)")
    .option('--region <region>', "of the domain (the connector's own otherwise)")
    .option('--access <access>', 'narrow the login: pull or push')
    .option('--duration <time>', 'length of the session, such as 900, 30m or 2h', readDuration)
    .option('--role-arn <arn>', "one of the connector's further roles")
    .option('-o, --output <file>', "change this file instead of the tool's own")
    .addOption(new Option('--print', 'print the settings instead').conflicts(['output', 'dryRun']))
    .option('--dry-run', 'show what would be new in the file, without the token, and write nothing');
  withApiOptions(command).action((connector: string, options: PackageOptions & ApiOptions) =>
    login(connector, options),
  );
}

async function login(connector: string, options: PackageOptions & ApiOptions): Promise<void> {
  const query = queryOf(options);
  const { file, merge } = TOOLS[options.tool];
  const path = options.output ?? file(readVariables());
  // A file that can't be read is known before a login is asked for.
  const before = options.print ? '' : await readBefore(path);
  const text = await askLogin(await openApi(options, GIVE_URL), connector, query);
  if (options.print) {
    process.stdout.write(text);
    return;
  }
  const after = merge(path, before, text);
  const [, ends = ''] = /ends ([\d:TZ.-]+)/.exec(text) ?? [];
  if (options.dryRun) {
    // Only what is new: the file may hold other secrets.
    console.log(`${path} would have, until ${ends}:`);
    for (const line of text.trimEnd().replaceAll(tokenIn(text), '[secret]').split('\n')) console.log(printable(line));
    return;
  }
  await replaceFile(path, after, 0o600);
  console.log(`${options.tool} may use CodeArtifact until ${ends}: ${path}`);
}

const Parameters = v.object({
  domain: loginFields.domain,
  domainOwner: loginFields.domainOwner,
  repository: loginFields.repository,
  region: loginFields.region,
  access: loginFields.access,
  durationSeconds: loginFields.durationSeconds,
  roleArn: loginFields.roleArn,
});

/** The request's query. Its values are checked here too, so that a fault names its option. */
function queryOf({ tool, duration: durationSeconds, ...options }: PackageOptions) {
  const { domain, domainOwner, repository, region, access, roleArn } = options;
  const given = { domain, domainOwner, repository, region, access, durationSeconds, roleArn };
  return { format: tool, ...checkParameters(Parameters, given) };
}

async function askLogin(api: ApiClient, id: string, query: ReturnType<typeof queryOf>): Promise<string> {
  const params = { path: { id }, query };
  const text = bodyOf(await api.GET('/connectors/{id}/codeartifact/credentials', { params, ...AS_TEXT }));
  if (typeof text === 'string' && tokenIn(text) !== '') return text;
  throw notUnderstood('login');
}

/** The token in the settings of each tool. */
function tokenIn(text: string): string {
  return (
    /(?:_authToken=|aws:|<password>|Password=|ClearTextPassword" value=")([A-Za-z0-9._~+/%-]+=*)/.exec(text)?.[1] ?? ''
  );
}

async function readBefore(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw fileError(path, error);
  });
}
