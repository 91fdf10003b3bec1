import type { IssuedLogins, IssuedSession } from '../domain/credential.ts';
import { PortunusError } from '../domain/errors.ts';
import { DEFAULT_NAMESPACE, type FormatName } from '../domain/format-name.ts';
import { awsCredentialsFile, container, credentialProcess } from './aws-session.ts';
import { azurePipelines } from './azure-pipelines.ts';
import { bamboo } from './bamboo.ts';
import { bash } from './bash.ts';
import { cmd } from './cmd.ts';
import { dockerConfig, dockerCredential, usernamePassword } from './docker.ts';
import { dotenv } from './dotenv.ts';
import type { Format, FormatOptions, RenderedBody } from './format.ts';
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

type Options = Omit<FormatOptions, 'namespace'>;

/** Logins in the format that was asked for. */
export function renderLogins(issued: IssuedLogins, options: Options): RenderedBody {
  const namespace = issued.namespace ?? DEFAULT_NAMESPACE.logins;
  return given(formats[issued.format].logins?.(issued, { ...options, namespace }));
}

/** A session in the format that was asked for. */
export function renderSession(issued: IssuedSession, options: Options): RenderedBody {
  const namespace = issued.namespace ?? DEFAULT_NAMESPACE.session;
  return given(formats[issued.format].session?.(issued, { ...options, namespace }));
}

function given(text: RenderedBody | undefined): RenderedBody {
  // The request was refused before, if its format has no such form.
  if (text !== undefined) return text;
  throw new PortunusError('internal', 'delivery', { detail: 'the format was not checked' });
}
