/** Parameters that several of the STS calls have; what is empty is not sent. */

export const tagsInput = (tags: readonly { readonly key: string; readonly value: string }[]) =>
  tags.length === 0 ? {} : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };

export const policyInput = ({
  policy,
  policyArns,
}: {
  readonly policy?: string;
  readonly policyArns: readonly string[];
}) => ({
  ...(policy === undefined ? {} : { Policy: policy }),
  ...(policyArns.length === 0 ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
});
