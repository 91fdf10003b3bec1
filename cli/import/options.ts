import * as v from 'valibot';
import { parseRoleArn, Region } from '../../shared/domain/aws.ts';
import { isDefinitionId } from '../../shared/domain/definition.ts';
import { isStage, STAGE_FORM } from '../../shared/domain/stage.ts';
import { usageError } from '../command.ts';

/** What the replaced product does not know: who the callers are here, and where Portunus runs. */
export interface ImportOptions {
  /** The issuer of people's tokens, for connectors with groups. */
  readonly peopleIssuer?: string;
  /** The roles of the build agents, for connectors of system scope. */
  readonly agentsRole?: readonly string[];
  /** The issuer of the agents' tokens, if they don't sign their requests. */
  readonly jobIssuer?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly stage?: string;
}

/** Throws a usage error for an option that no definition could hold. */
export function assertOptions({
  peopleIssuer,
  agentsRole = [],
  jobIssuer,
  accountId,
  region,
  stage,
}: ImportOptions): void {
  for (const [name, id] of [
    ['--people-issuer', peopleIssuer],
    ['--job-issuer', jobIssuer],
  ] as const) {
    if (id !== undefined && !isDefinitionId(id)) throw usageError(`${name} must be the id of an issuer`);
  }
  if (agentsRole.some((arn) => parseRoleArn(arn) === undefined)) {
    throw usageError('--agents-role must be the ARN of one IAM role');
  }
  if (jobIssuer !== undefined && agentsRole.length === 0) {
    throw usageError('--job-issuer needs --agents-role: an issuer alone would let every job of it in');
  }
  if (accountId !== undefined && !/^[0-9]{12}$/.test(accountId)) throw usageError('--account-id must be 12 digits');
  if (region !== undefined && !v.is(Region, region))
    throw usageError("--region must have a region's form, such as eu-west-1");
  if (stage !== undefined && !isStage(stage)) throw usageError(`--stage must be ${STAGE_FORM}`);
}
