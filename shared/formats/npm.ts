import type { Format } from './format.ts';
import { packageSource } from './package-login.ts';

/**
 * Lines for `.npmrc`, which npm, pnpm and Yarn 1 read. The token is bound to the address of the repository, so that it is
 * sent nowhere else.
 */
export const npm: Format = {
  packages: (issued) => {
    const { token, endpoint, ends } = packageSource('npm', 'npm', issued);
    const lines = [
      `# ends ${ends}`,
      `registry=${endpoint}`,
      `${endpoint.replace(/^https:/, '')}:_authToken=${token}`,
      '',
    ];
    return { contentType: 'text/plain; charset=utf-8', body: lines.join('\n') };
  },
};
