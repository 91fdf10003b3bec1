interface Person {
  readonly issuer: string;
  readonly subject: string;
  readonly groups: readonly string[];
}

/** What a person who may use nothing sends to an administrator: who they are, and grants that would let them in. */
export function accessRequest({ issuer, subject, groups }: Person, url: string): string {
  const entries = groups.length > 0 ? [`    groups: [${groups.map(quoted).join(', ')}]`] : [];
  return [
    `Portunus: ${url}`,
    `Issuer: ${issuer}`,
    `Subject: ${subject}`,
    `Groups: ${groups.length > 0 ? groups.join(', ') : '-'}`,
    '',
    'grants:',
    `  - issuer: ${issuer}`,
    ...(entries.length > 0 ? entries : [`    claims: { sub: [${quoted(subject)}] }`]),
    '',
  ].join('\n');
}

/** A text in YAML, which reads what JSON writes. */
function quoted(text: string): string {
  return /^[a-z][\w-]*$/i.test(text) ? text : JSON.stringify(text);
}
