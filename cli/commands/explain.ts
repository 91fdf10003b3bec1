import { type Command, InvalidArgumentError } from 'commander';
import type { Claims } from '../../shared/domain/claims.ts';
import type { Condition, ExplainedGrant, Explanation, Trial } from '../../shared/domain/explanation.ts';
import type { GrantNarrowing } from '../../shared/domain/grant-narrowing.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../shared/domain/issue-request.ts';
import { didYouMean } from '../../shared/domain/parse.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { explain } from '../../shared/vending/issuing/explain.ts';
import { CommandError, commandCall, usageError } from '../command.ts';
import { readText } from '../files/text-files.ts';
import { readFileOf } from '../files/yaml-file.ts';
import { bodyOf } from '../http/client.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption } from '../output.ts';

interface Options extends AccessOptions {
  readonly connector: string;
  readonly tokenFile?: string;
  readonly claims?: string;
  readonly issuer?: string;
  readonly action: IssueAction;
  readonly region?: string;
  readonly output: string;
}

const ACTIONS = Object.keys(ISSUE_ACTIONS);

function actionOf(text: string): string {
  if (ACTIONS.includes(text)) return text;
  throw new InvalidArgumentError(`must be one of ${ACTIONS.join(', ')}${didYouMean(text, ACTIONS)}`);
}

export function addExplainCommand(program: Command): void {
  const command = program
    .command('explain')
    .description('say why a caller is let in or not, condition by condition; nothing is issued')
    .requiredOption('--connector <id>', 'the connector')
    .option('--token-file <file>', "a job's token, which is verified")
    .option('--claims <file>', 'claims as a token would bear them, as JSON or YAML')
    .option('--issuer <id>', "of the claims; else the one whose URL is the claims' iss")
    .option('--action <action>', 'what is asked for', actionOf, 'ecr-login')
    .option('--region <region>', 'of the login')
    .addOption(outputOption('text', 'json'));
  withAccessOptions(command).action(async (options: Options) => {
    const explanation = await explained(options);
    console.log(options.output === 'json' ? jsonText(explanation) : explanationText(explanation));
    if (!explanation.allowed) process.exitCode = 1;
  });
}

async function explained(options: Options): Promise<Explanation> {
  const { connector, issuer, action, region, tokenFile } = options;
  if (tokenFile !== undefined && options.claims !== undefined)
    throw usageError('give --token-file or --claims, and not both');
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  const claims = await readClaims(options.claims);
  const parameters = { action, ...(region !== undefined && { region }) };
  if (!isDirect(options)) {
    const body = {
      ...parameters,
      ...(claims !== undefined && { claims }),
      ...(issuer !== undefined && { issuer }),
      ...(token !== undefined && { token }),
    };
    const api = await openApi(options);
    return bodyOf(await api.POST('/connectors/{id}/explain', { params: { path: { id: connector } }, body }));
  }
  const { createDirectExplain, createTableAccess } = await import('../direct/index.ts');
  const login = { connectorId: connector, format: 'json' as const, ...(region !== undefined && { region }) };
  const trial = trialOf(token, claims, issuer);
  return explain(
    createDirectExplain(createTableAccess()),
    { action, parameters: login, trial },
    undefined,
    commandCall(),
  );
}

function trialOf(token: string | undefined, claims: Claims | undefined, issuer: string | undefined): Trial {
  if (token !== undefined) return { token: new Secret(token) };
  if (claims !== undefined) return { claims, ...(issuer !== undefined && { issuer }) };
  throw usageError('nobody to decide for: give --token-file or --claims');
}

/** Reads the token and checks its form, so that a wrong file is reported as such and not as an invalid token. */
async function readToken(file: string): Promise<string> {
  const token = (await readText(file)).trim();
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return token;
  throw new CommandError([`${file} holds no JWT, which is three parts with dots between them and nothing else`]);
}

/** Reads claims from a file, if there is one. */
export async function readClaims(file: string | undefined): Promise<Claims | undefined> {
  if (file === undefined) return undefined;
  const { written } = await readFileOf(file);
  if (isJsonObject(written)) return written;
  throw new CommandError([`${file}: must be an object of claims`]);
}

/**
 * Describes the decision, with a line for each condition. If a condition did not hold, its line shows what was expected
 * and what was found.
 */
export function explanationText({ allowed, allowedBy, narrowing, reason, caller, ...looked }: Explanation): string {
  return [
    allowed ? `allowed by ${allowedBy}` : `refused: ${reason}`,
    ...(narrowing === undefined ? [] : [`narrowed by ${allowedBy}: ${narrowingText(narrowing)}`]),
    ...(caller === undefined ? [] : [`caller: ${caller.subject} (${caller.kind} of ${caller.issuer})`]),
    ...(looked.notChecked ?? []).map(({ what, why }) => `not checked: ${what} (${why})`),
    ...looked.conditions.map((condition) => conditionLine(condition, '  ')),
    ...looked.grants.flatMap(grantLines),
    ...(looked.errors ?? []).map(({ field, detail }) => `  no   ${field} ${detail}`),
    ...(looked.session === undefined ? [] : ['session:', jsonText(looked.session)]),
  ].join('\n');
}

/** Limits in one line, such as `access pull; repositories shop/*, base`. */
function narrowingText(narrowing: GrantNarrowing): string {
  return Object.entries(narrowing)
    .map(([field, limit]) => `${field} ${Array.isArray(limit) ? limit.join(', ') : limit}`)
    .join('; ');
}

function grantLines({ grant, held, conditions }: ExplainedGrant): string[] {
  return [`  ${held ? 'yes' : 'no '}  ${grant}`, ...conditions.map((condition) => conditionLine(condition, '     '))];
}

export function conditionLine({ condition, held, expected, actual }: Condition, indent: string): string {
  const wanted = held || expected === undefined ? '' : `: wants ${JSON.stringify(expected)}`;
  const had =
    held || expected === undefined ? '' : `, has ${actual === undefined ? 'nothing' : JSON.stringify(actual)}`;
  return `${indent}${held ? 'yes' : 'no '}  ${condition}${wanted}${had}`;
}
