import type { IssuedLogin, IssuedLogins, IssuedPackageLogin, IssuedSession } from '../domain/credential.ts';
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
import { gradle } from './gradle.ts';
import { json } from './json.ts';
import { kubelet, kubernetesSecret } from './kubernetes.ts';
import { maven } from './maven.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { pip } from './pip.ts';
import { powershell } from './powershell.ts';

/** The writer of each format. To add a format, add its name, its writer and its row here. */
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
  npm,
  pip,
  maven,
  gradle,
  nuget,
  'credential-process': credentialProcess,
  container,
  'aws-credentials-file': awsCredentialsFile,
};

type Options = Omit<FormatOptions, 'namespace'>;

/** Writes logins in the requested format. Throws `format_unknown` if the format can not represent them. */
export function renderLogins(issued: IssuedLogins, options: Options): RenderedBody {
  const namespace = issued.namespace ?? DEFAULT_NAMESPACE.logins;
  return given(formats[issued.format].logins?.(issued, { ...options, namespace }));
}

/** Writes a login to CodeArtifact in the requested format. Throws `format_unknown` if the format can not represent it. */
export function renderPackages(issued: IssuedPackageLogin, options: Options): RenderedBody {
  const namespace = issued.namespace ?? DEFAULT_NAMESPACE.packages;
  return given(formats[issued.format].packages?.(issued, { ...options, namespace }));
}

/** Writes a login to any service. */
export function renderLogin(issued: IssuedLogin, options: Options): RenderedBody {
  return 'logins' in issued ? renderLogins(issued, options) : renderPackages(issued, options);
}

/** Writes a session in the requested format. Throws `format_unknown` if the format can not represent it. */
export function renderSession(issued: IssuedSession, options: Options): RenderedBody {
  const namespace = issued.namespace ?? DEFAULT_NAMESPACE.session;
  return given(formats[issued.format].session?.(issued, { ...options, namespace }));
}

function given(text: RenderedBody | undefined): RenderedBody {
  // Parsing the request has already refused a format without this writer.
  if (text !== undefined) return text;
  throw new PortunusError('internal', 'delivery', { detail: 'the format was not checked' });
}
