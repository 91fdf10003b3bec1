/** Parameters that several of the STS calls have; what is empty is not sent. */

export function tagsInput(tags: readonly { readonly key: string; readonly value: string }[]) {
  return tags.length === 0 ? {} : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}

export function policyInput({
  policy,
  policyArns,
}: {
  readonly policy?: string;
  readonly policyArns: readonly string[];
}) {
  return {
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(policyArns.length === 0 ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
  };
}
