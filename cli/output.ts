import { InvalidArgumentError, Option } from 'commander';

/** `--output`, of the forms that a command has; the first is the default. */
export const outputOption = (...forms: readonly [string, ...string[]]): Option =>
  new Option('-o, --output <form>', forms.join(' or ')).default(forms[0]).argParser((form: string) => {
    if (forms.includes(form)) return form;
    throw new InvalidArgumentError(`must be ${forms.join(' or ')}`);
  });

export const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);
