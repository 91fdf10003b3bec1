import type { FormatName } from '../domain/format-name.ts';
import { awsCredentialsFile, container, credentialProcess } from './aws-session.ts';
import { azurePipelines } from './azure-pipelines.ts';
import { bamboo } from './bamboo.ts';
import { bash } from './bash.ts';
import { cmd } from './cmd.ts';
import { dockerConfig, dockerCredential, usernamePassword } from './docker.ts';
import { dotenv } from './dotenv.ts';
import type { Format } from './format.ts';
import { githubActions } from './github-actions.ts';
import { gitlabDotenv } from './gitlab-dotenv.ts';
import { json } from './json.ts';
import { kubelet, kubernetesSecret } from './kubernetes.ts';
import { powershell } from './powershell.ts';

/** The writers of answers. A new format is a name, a writer and a row here. */
export const formats: Readonly<Record<FormatName, Format>> = {
  json,
  bash,
  powershell,
  cmd,
  dotenv,
  bamboo,
  'github-actions': githubActions,
  'gitlab-dotenv': gitlabDotenv,
  'azure-pipelines': azurePipelines,
  'docker-config': dockerConfig,
  'docker-credential': dockerCredential,
  'kubernetes-secret': kubernetesSecret,
  kubelet,
  'username-password': usernamePassword,
  'credential-process': credentialProcess,
  container,
  'aws-credentials-file': awsCredentialsFile,
};
