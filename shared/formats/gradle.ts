import type { Format } from './format.ts';
import { packageSource, SOURCE, USERNAME } from './package-login.ts';

/**
 * Lines for `gradle.properties`. Gradle takes the credentials of a repository from properties that begin with its name, if
 * the build says `credentials(PasswordCredentials)`.
 */
export const gradle: Format = {
  packages: (issued) => {
    const { token, endpoint, ends } = packageSource('gradle', 'maven', issued);
    const lines = [
      `# ends ${ends}`,
      `${SOURCE}Url=${endpoint}`,
      `${SOURCE}Username=${USERNAME}`,
      `${SOURCE}Password=${token}`,
      '',
    ];
    return { contentType: 'text/plain; charset=utf-8', body: lines.join('\n') };
  },
};
