import { lineFormat, refuse, toLines } from './lines.ts';

/**
 * Escapes text for the agent. `%` is replaced first, so that the other escapes are not escaped again; newer agents
 * decode `%AZP25` (azure-pipelines-task-lib).
 */
function escapeData(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(']', '%5D').replaceAll(';', '%3B');
}

/**
 * Logging commands for the job to print. The agent masks secret variables from then on, and a step sees them only if
 * its `env` maps them.
 */
export const azurePipelines = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      refuse('azure-pipelines', variable, /\0/, 'a NUL');
      const properties = `variable=${escapeProperty(variable.name)}${variable.isSecret ? ';issecret=true' : ''}`;
      return `##vso[task.setvariable ${properties}]${escapeData(variable.value)}`;
    }),
  failTask,
);

/** Logging commands that show an error and mark the step as failed. */
function failTask(sentence: string): string {
  const shown = escapeData(`Portunus: ${sentence}`);
  return `##vso[task.logissue type=error]${shown}\n##vso[task.complete result=Failed;]${shown}\n`;
}
