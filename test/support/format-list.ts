// The formats as the documents promise them, in literals. A new one is added here, once for all tests.

/** Files and scripts with a variable on each line; for logins their names can be chosen. */
export const VARIABLE_FORMATS = [
  'bash',
  'powershell',
  'cmd',
  'dotenv',
  'bamboo',
  'github-actions',
  'gitlab-dotenv',
  'azure-pipelines',
] as const;

export const ONE_LOGIN_FORMATS = ['docker-credential', 'username-password'] as const;

/** A registry can stand in them under each of its host names. */
export const ALL_HOSTS_FORMATS = ['json', 'docker-config', 'kubernetes-secret', 'kubelet'] as const;

export const ONLY_LOGINS_FORMATS = [
  'docker-config',
  'docker-credential',
  'kubernetes-secret',
  'kubelet',
  'username-password',
] as const;

/** Files of package managers, for a login to CodeArtifact. */
export const ONLY_PACKAGES_FORMATS = ['npm', 'pip', 'maven', 'gradle', 'nuget'] as const;

export const ONLY_SESSION_FORMATS = ['credential-process', 'container', 'aws-credentials-file'] as const;

export const LOGIN_FORMATS = ['json', ...VARIABLE_FORMATS, ...ONLY_LOGINS_FORMATS] as const;
export const PACKAGES_FORMATS = ['json', ...VARIABLE_FORMATS, ...ONLY_PACKAGES_FORMATS] as const;
export const SESSION_FORMATS = ['json', ...VARIABLE_FORMATS, ...ONLY_SESSION_FORMATS] as const;
export const ALL_FORMATS = [...LOGIN_FORMATS, ...ONLY_PACKAGES_FORMATS, ...ONLY_SESSION_FORMATS] as const;
