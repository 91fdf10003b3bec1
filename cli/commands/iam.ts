import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type * as v from 'valibot';
import { AwsAccountId } from '../../shared/domain/aws.ts';
import { isDefinitionId } from '../../shared/domain/definition.ts';
import { IAM_EXTRAS, type IamExtra, OrganizationId } from '../../shared/domain/iam-extra.ts';
import { IamFormName } from '../../shared/domain/iam-form.ts';
import type { IamSetup } from '../../shared/domain/iam-resource.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { isStage, STAGE_FORM } from '../../shared/domain/stage.ts';
import { IAM_FORMS } from '../../shared/formats/iam/index.ts';
import { mergeSetups } from '../../shared/policy/iam/merge-setups.ts';
import { CommandError, NO_CONNECTOR, usageError } from '../command.ts';
import { endingOf } from '../ending.ts';
import { writeAll } from '../files/text-files.ts';
import { AS_TEXT, allOf, bodyOf, isNotFound } from '../http/client.ts';
import { parseIamSetup } from '../http/iam-setup.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';

interface Options extends AccessOptions {
  readonly all?: boolean;
  readonly as: IamFormName;
  readonly dir?: string;
  readonly force?: boolean;
  readonly organization?: string;
  readonly include?: readonly IamExtra[];
  readonly account?: string;
  readonly stage?: string;
}

/** Where documents come from: the API, or the tables themselves. */
interface Source {
  readonly ids: () => Promise<readonly string[]>;
  /** Reads those of a connector in the form that is asked for, or as what all forms are made from. */
  readonly read: (id: string) => Promise<string>;
  readonly readSetup: (id: string) => Promise<IamSetup>;
}

const ENDINGS: Readonly<Record<IamFormName, string>> = {
  json: 'json',
  cloudformation: 'template.json',
  terraform: 'tf',
  'aws-cli': 'sh',
};

/** Adds the command that writes what AWS must hold for connectors. */
export function addIamCommand(program: Command): void {
  const command = program
    .command('iam [connector]')
    .description(
      'write the roles, policies and providers that a connector needs in AWS, filled in; docs/iam-documents.md explains them',
    )
    .option('--all', 'those of all connectors')
    .addOption(new Option('--as <form>', 'how they are written').choices(IamFormName.options).default('json'))
    .option('--dir <folder>', 'write a file for each connector there; what all need together to the terminal otherwise')
    .option('--force', 'write over files that are there')
    .option('--organization <id>', 'let only principals of this organization assume roles', reader(OrganizationId))
    .addOption(new Option('--include <extras...>', 'what is not needed, but useful').choices(IAM_EXTRAS))
    .option(
      '--account <id>',
      'with --direct: the account that Portunus runs in (that of your credentials otherwise)',
      reader(AwsAccountId),
    )
    .option(
      '--stage <stage>',
      'with --direct: the stage of the deployment (PORTUNUS_STAGE otherwise, or dev)',
      readStage,
    );
  withAccessOptions(command).action(writeDocuments);
}

async function writeDocuments(connector: string | undefined, options: Options): Promise<void> {
  const { all = false, as, dir, force = false } = options;
  if ((connector === undefined) !== all) throw usageError('name one connector, or give --all');
  if (connector !== undefined && !isDefinitionId(connector)) {
    throw usageError(`${connector} is not the ID of a connector`);
  }
  const source = await openSource(options);
  const ids = connector === undefined ? await source.ids() : [connector];
  // JSON is a list, which says whose each document is. Of the others, one text serves all connectors.
  if (all && dir === undefined && as !== 'json') {
    const setups = await eachOf(ids, source.readSetup);
    return void process.stdout.write(IAM_FORMS[as](mergeSetups(setups)));
  }
  const texts = await eachOf(ids, source.read);
  const documents = ids.map((id, index) => ({ id, text: texts[index] ?? '' }));
  if (dir === undefined) return void process.stdout.write(all ? inList(texts) : (texts[0] ?? ''));
  const files = documents.map(({ id, text }) => ({ path: join(dir, `${id}.${ENDINGS[as]}`), text }));
  await writeAll(dir, files, force);
  console.log(files.map(({ path }) => `wrote ${path}`).join('\n'));
}

async function openSource(options: Options): Promise<Source> {
  const { as, organization, include = [], account, stage } = options;
  if (!isDirect(options)) {
    if (account !== undefined || stage !== undefined) throw usageError('--account and --stage go with --direct alone');
    return createHttpSource(options);
  }
  const { createDirectIam, createTableAccess } = await import('../direct/index.ts');
  const { ids, read } = createDirectIam(createTableAccess(), { account, stage });
  const readSetup = (id: string) => read(id, { organizationId: organization, extras: include });
  return { ids, read: async (id) => IAM_FORMS[as](await readSetup(id)), readSetup };
}

async function createHttpSource(options: Options): Promise<Source> {
  const { as, organization, include = [] } = options;
  const api = await openApi(options);
  const readAs = async (id: string, form: IamFormName) => {
    const query = {
      as: form,
      ...(organization !== undefined && { organization }),
      ...(include.length > 0 && { include: [...include] }),
    };
    const answer = await api.GET('/connectors/{id}/iam', { params: { path: { id }, query }, ...AS_TEXT });
    if (isNotFound(answer)) throw new CommandError([NO_CONNECTOR]);
    return bodyOf(answer);
  };
  return {
    // An id becomes the name of a file, so nothing else may come from there.
    ids: async () =>
      (await allOf((from) => api.GET('/connectors', { params: { query: { limit: 100, ...from } } }))).flatMap(
        ({ id }) => (isDefinitionId(id) ? [id] : []),
      ),
    read: (id) => readAs(id, as),
    readSetup: async (id) => parseIamSetup(await readAs(id, 'json')),
  };
}

/** Of many connectors, the one that failed must be told. */
async function eachOf<T>(ids: readonly string[], read: (id: string) => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for (const id of ids) {
    const one = await read(id).catch((error: unknown) => {
      const { lines, failed } = endingOf(error);
      throw new CommandError(
        lines.map((line) => `${id}: ${line}`),
        failed,
      );
    });
    all.push(one);
  }
  return all;
}

function inList(texts: readonly string[]): string {
  return `[${texts.map((text) => text.trimEnd()).join(',\n')}]\n`;
}

function reader<S extends v.GenericSchema<string, string>>(schema: S) {
  return (text: string): string => {
    const parsed = parseWith(schema, text, 'it');
    if (parsed.ok) return parsed.value;
    throw new InvalidArgumentError(parsed.errors.map(({ detail }) => detail).join(', '));
  };
}

function readStage(text: string): string {
  if (isStage(text)) return text;
  throw new InvalidArgumentError(`must be ${STAGE_FORM}`);
}
