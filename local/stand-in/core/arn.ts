/** The ARNs, regions and partitions that the stand-in needs. */

const PARTITION = '(aws|aws-cn|aws-us-gov|aws-eusc)';
const NAME = '[\\w+=,.@-]{1,64}';
const PATH = '(?:[\\x21-\\x2E\\x30-\\x7E]+/)*';
const ROLE_ARN = new RegExp(`^arn:${PARTITION}:iam::(\\d{12}):role/${PATH}(${NAME})$`);
const USER_ARN = new RegExp(`^arn:${PARTITION}:iam::(\\d{12}):user/${PATH}(${NAME})$`);
const ASSUMED_ROLE_ARN = new RegExp(`^arn:${PARTITION}:sts::(\\d{12}):assumed-role/(${NAME})/([\\w+=,.@-]{2,64})$`);
const MANAGED_POLICY_ARN = new RegExp(`^arn:${PARTITION}:iam::(\\d{12}|aws):policy/${PATH}([\\w+=,.@-]{1,128})$`);
const SAML_PROVIDER_ARN = new RegExp(`^arn:${PARTITION}:iam::(\\d{12}):saml-provider/([\\w._-]{1,128})$`);
const SECRET_ARN = new RegExp(
  `^arn:${PARTITION}:secretsmanager:[a-z0-9-]+:(\\d{12}):secret:([\\w/+=.@-]+-[A-Za-z0-9]{6})$`,
);
const PARAMETER_ARN = new RegExp(`^arn:${PARTITION}:ssm:[a-z0-9-]+:(\\d{12}):parameter/([\\w/.-]+)$`);
const REGION =
  /^(?:af|ap|ca|cn|eu|eusc-de|il|me|mx|sa|us|us-gov)-(?:central|(?:north|south)(?:east|west)?|east|west)-[1-9]$/;

/** The parts of an ARN. `name` is the last part without the path. */
interface ArnParts {
  readonly partition: string;
  readonly account: string;
  readonly name: string;
}

function matcher(pattern: RegExp) {
  return (arn: string): ArnParts | undefined => {
    const [, partition, account, name] = pattern.exec(arn) ?? [];
    return partition && account && name ? { partition, account, name } : undefined;
  };
}

export const readRoleArn = matcher(ROLE_ARN);
export const readUserArn = matcher(USER_ARN);
export const readManagedPolicyArn = matcher(MANAGED_POLICY_ARN);

/** Parses the ARN of a role session. `name` is the name of the role. */
export const readAssumedRoleArn = matcher(ASSUMED_ROLE_ARN);

export const readSamlProviderArn = matcher(SAML_PROVIDER_ARN);

/** Parses the ARN of a secret. `name` includes the six characters that AWS appends. */
export const readSecretArn = matcher(SECRET_ARN);

/** Parses the ARN of a parameter. `name` lacks the slash before a path. */
export const readParameterArn = matcher(PARAMETER_ARN);

const OTHER_PARTITIONS = [
  { regionPrefix: 'cn-', partition: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' },
  { regionPrefix: 'us-gov-', partition: 'aws-us-gov', dnsSuffix: 'amazonaws.com' },
  { regionPrefix: 'eusc-', partition: 'aws-eusc', dnsSuffix: 'amazonaws.eu' },
];

/** Returns whether a text has the form of a region name. New regions of the same form need no change here. */
export function isRegion(text: string) {
  return REGION.test(text);
}

/** Returns the partition of a region, and the suffix of its host names. */
export function partitionOfRegion(region: string) {
  return (
    OTHER_PARTITIONS.find(({ regionPrefix }) => region.startsWith(regionPrefix)) ?? {
      partition: 'aws',
      dnsSuffix: 'amazonaws.com',
    }
  );
}

/** Returns whether a text matches a pattern, in which `*` stands for any characters and `?` for one. Case matters. */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [at, inPattern, afterStar, retryAt] = [0, 0, 0, 0];
  // Backtracking only to the last star is sufficient, and keeps patterns with many stars from taking exponential time.
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      inPattern += 1;
      [afterStar, retryAt] = [inPattern, at];
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === text[at]) {
      inPattern += 1;
      at += 1;
    } else if (afterStar > 0) {
      retryAt += 1;
      [inPattern, at] = [afterStar, retryAt];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
