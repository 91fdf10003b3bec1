import type { Format } from './format.ts';
import { packageSource, SOURCE, USERNAME } from './package-login.ts';

/**
 * A `NuGet.Config`, to which nuget and dotnet add the sources of other files. Encrypted passwords exist on Windows alone,
 * and for one user, so this one is in clear text.
 */
export const nuget: Format = {
  packages: (issued) => {
    const { token, endpoint, ends } = packageSource('nuget', 'nuget', issued);
    const body = `<?xml version="1.0" encoding="utf-8"?>
<!-- ends ${ends} -->
<configuration>
  <packageSources>
    <add key="${SOURCE}" value="${endpoint}v3/index.json" protocolVersion="3" />
  </packageSources>
  <packageSourceCredentials>
    <${SOURCE}>
      <add key="Username" value="${USERNAME}" />
      <add key="ClearTextPassword" value="${token}" />
    </${SOURCE}>
  </packageSourceCredentials>
</configuration>
`;
    return { contentType: 'application/xml', body };
  },
};
