/**
 * The form of a stage. It has no hyphen: role names are `portunus-STAGE-REGION-FUNCTION`, so that a pattern for one
 * stage never matches the roles of another.
 */
export const STAGE = '[a-z][a-z0-9]{0,15}';

/** The same in words, for a message. */
export const STAGE_FORM = 'up to 16 lower-case letters and digits, first a letter';

export function isStage(text: string): boolean {
  return new RegExp(`^${STAGE}$`).test(text);
}

/** Returns the stage in the ARN of an account key, or of a refresh job's destination. */
export function stageOf(arn: string): string | undefined {
  return /:(?:secret:|parameter\/)portunus\/([^/]+)\//.exec(arn)?.[1];
}
