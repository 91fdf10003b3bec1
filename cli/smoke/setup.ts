import type { components } from '../../clients/typescript/src/index.ts';
import { ECR_PUBLIC } from '../../shared/domain/aws.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { type ApiClient, bodyOf, isNotFound, refusalOf } from '../http/client.ts';
import type { Deployment, SmokeAws, Stored } from './aws.ts';
import type { Cleanup } from './cleanup.ts';
import {
  type Bed,
  CONNECTOR_NAMES,
  type ConnectorName,
  createMint,
  definitionsOf,
  PREFIX,
  type Roles,
  stackParameters,
  type Written,
} from './definitions.ts';

interface Making {
  readonly run: string;
  readonly stage: string;
  /** Speaks for an administrator. */
  readonly api: ApiClient;
  readonly deployment: Deployment;
  readonly aws: SmokeAws | undefined;
  readonly cleanup: Cleanup;
  readonly now: () => Date;
  readonly stop: AbortSignal;
}

/** Makes the definitions of a run, with these connectors. Whatever happens, `cleanup` knows what to remove. */
export async function makeBed(making: Making, wanted: readonly ConnectorName[]): Promise<Bed> {
  const { run, api, cleanup, now, stop } = making;
  const mint = await createMint(run, now);
  const externalIds: Record<string, string> = {};
  for (const written of definitionsOf(run, mint.jwk, making.deployment, wanted)) {
    stop.throwIfAborted();
    const answer = await make(api, cleanup, written);
    if (isJsonObject(answer) && typeof answer.externalId === 'string') externalIds[written.id] = answer.externalId;
  }
  const idOf = (name: string) => `${PREFIX}${run}-${name}`;
  const byName = (textOf: (name: string) => string) =>
    Object.fromEntries(CONNECTOR_NAMES.map((name) => [name, textOf(name)])) as Bed['connectors'];
  return {
    mint,
    connectors: byName(idOf),
    externalIds: byName((name) => externalIds[idOf(name)] ?? ''),
    startJob: (type) => startJob(making, type),
  };
}

async function make(
  api: ApiClient,
  cleanup: Cleanup,
  { kind, id, definition }: Written | WrittenJob,
): Promise<unknown> {
  const note = () => cleanup.later('service', `${kind.slice(0, -1)} ${id}`, () => removeDefinition(api, kind, id));
  const answer = await api.POST(`/${kind}`, { body: definition }).catch((error: unknown) => {
    // The answer can be lost after the work was done.
    note();
    throw error;
  });
  const { status } = answer.response;
  const isRefused = status >= 400 && status < 500;
  if (!isRefused) note();
  return bodyOf(answer);
}

interface WrittenJob extends Omit<Written, 'kind' | 'definition'> {
  readonly kind: 'refresh-jobs';
  readonly definition: components['schemas']['RefreshJob'];
}

/** Starts a job that stores logins in a place of its own. */
async function startJob(making: Making, type: Stored['type']): Promise<Stored> {
  const { run, stage, api, aws, cleanup, deployment } = making;
  const id = `${PREFIX}${run}-${type}`;
  const stored = storedOf(type, run, stage);
  if (aws !== undefined) cleanup.later('account', `${stored.name} of ${type}`, () => aws.removeStored(stored));
  const destination = { type, arn: arnOf(stored, deployment), create: {} };
  const definition = { id, connector: `${PREFIX}${run}-job`, destination, format: 'username-password' as const };
  await make(api, cleanup, { kind: 'refresh-jobs', id, definition });
  bodyOf(await api.POST('/refresh-jobs/{id}/run', { params: { path: { id } } }));
  return stored;
}

function storedOf(type: Stored['type'], run: string, stage: string): Stored {
  const name = `portunus/${stage}/logins/${PREFIX}${run}`;
  return { type, name: type === 'ssm' ? `/${name}` : name };
}

function arnOf({ type, name }: Stored, { partition, region, accountId }: Deployment): string {
  const resource = type === 'ssm' ? `parameter${name}` : `secret:${name}`;
  return `arn:${partition}:${type}:${region}:${accountId}:${resource}`;
}

/** Makes the roles and repositories of a run. */
export async function makeRoles(making: Making, bed: Bed, aws: SmokeAws): Promise<Roles> {
  const { run, stage, cleanup, stop } = making;
  stop.throwIfAborted();
  const name = `${PREFIX}${run}`;
  cleanup.later('account', `CloudFormation stack ${name}`, () => aws.removeStack(name));
  const outputs = await aws.makeStack(name, stackParameters(run, stage, bed.externalIds));
  const { PlainRoleArn: plainRoleArn, Repository: repository, OtherRepository: otherRepository } = outputs;
  if (plainRoleArn === undefined || repository === undefined || otherRepository === undefined) {
    throw new CommandError([`the stack ${name} has not the outputs of its template`]);
  }
  return { plainRoleArn, repository, otherRepository };
}

/** Deletes one definition, if it is there. No other run has its name, so any version of it is this run's. */
async function removeDefinition(api: ApiClient, kind: Written['kind'] | WrittenJob['kind'], id: string): Promise<void> {
  const answer = await api.DELETE(`/${kind}/{id}`, { params: { path: { id }, header: { 'If-Match': '*' } } });
  if (!answer.response.ok && !isNotFound(answer)) throw refusalOf(answer);
}

/** The form of a run's name. It is part of role names, which are short. */
export const RUN = /^[a-z0-9]{8}$/;

/** Notes for removal everything that a run of this name can have made. */
export function noteAll({ run, stage, api, aws, cleanup }: Omit<Making, 'deployment' | 'now' | 'stop'>): void {
  const name = `${PREFIX}${run}`;
  const unknown = { accountId: '', partition: ECR_PUBLIC.partition, region: '' };
  for (const { kind, id } of definitionsOf(run, {}, unknown)) {
    cleanup.later('service', `${kind.slice(0, -1)} ${id}`, () => removeDefinition(api, kind, id));
  }
  if (aws !== undefined) cleanup.later('account', `CloudFormation stack ${name}`, () => aws.removeStack(name));
  for (const type of ['secretsmanager', 'ssm'] as const) {
    const stored = storedOf(type, run, stage);
    if (aws !== undefined) cleanup.later('account', `${stored.name} of ${type}`, () => aws.removeStored(stored));
    cleanup.later('service', `refresh-job ${name}-${type}`, () =>
      removeDefinition(api, 'refresh-jobs', `${name}-${type}`),
    );
  }
}
