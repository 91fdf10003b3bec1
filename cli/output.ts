import { InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../shared/domain/parse.ts';

/** `--output`, of the forms that a command has; the first is the default. */
export function outputOption(...forms: readonly [string, ...string[]]): Option {
  return new Option('-o, --output <form>', forms.join(' or ')).default(forms[0]).argParser((form: string) => {
    if (forms.includes(form)) return form;
    throw new InvalidArgumentError(`must be ${forms.join(' or ')}${didYouMean(form, forms)}`);
  });
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
