import type { Format } from './format.ts';
import { packageSource, SOURCE, USERNAME } from './package-login.ts';

/**
 * A `settings.xml` for Maven (settings 1.0.0). The mirror makes Maven ask nobody else, for plugins neither. A project that
 * deploys names the server `codeartifact` in its `distributionManagement`.
 */
export const maven: Format = {
  packages: (issued) => {
    const { token, endpoint, ends } = packageSource('maven', 'maven', issued);
    const body = `<?xml version="1.0" encoding="UTF-8"?>
<!-- ends ${ends} -->
<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
  <servers>
    <server>
      <id>${SOURCE}</id>
      <username>${USERNAME}</username>
      <password>${token}</password>
    </server>
  </servers>
  <mirrors>
    <mirror>
      <id>${SOURCE}</id>
      <url>${endpoint}</url>
      <mirrorOf>*</mirrorOf>
    </mirror>
  </mirrors>
  <profiles>
    <profile>
      <id>${SOURCE}</id>
      <repositories>
        <repository>
          <id>${SOURCE}</id>
          <url>${endpoint}</url>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles>
    <activeProfile>${SOURCE}</activeProfile>
  </activeProfiles>
</settings>
`;
    return { contentType: 'application/xml', body };
  },
};
