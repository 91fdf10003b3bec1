import { lineFormat, refuse, toLines } from './lines.ts';

/** The agent's own escapes; `%` first, with the code that newer agents take for it (azure-pipelines-task-lib). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(']', '%5D').replaceAll(';', '%3B');
}

/** Logging commands, to be printed by the job. Secret variables are masked from there on, and must be mapped to be seen. */
export const azurePipelines = lineFormat(
  (variables) =>
    toLines(variables, (variable) => {
      refuse('azure-pipelines', variable, /\0/, 'a NUL');
      const properties = `variable=${escapeProperty(variable.name)}${variable.isSecret ? ';issecret=true' : ''}`;
      return `##vso[task.setvariable ${properties}]${escapeData(variable.value)}`;
    }),
  failTask,
);

/** The commands that show an error and end the step as failed, printed like the others. */
function failTask(sentence: string): string {
  const shown = escapeData(`Portunus: ${sentence}`);
  return `##vso[task.logissue type=error]${shown}\n##vso[task.complete result=Failed;]${shown}\n`;
}
