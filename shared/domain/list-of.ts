import * as v from 'valibot';

/** A limit as an operator writes it: absent means no limit, so an empty list, which allows nothing, is refused. */
export const listOf = <S extends v.GenericSchema<string, string>>(entry: S, most: number) =>
  v.pipe(
    v.array(entry),
    v.nonEmpty('must not be empty: leave it out for no limit'),
    v.maxLength(most, `must have at most ${most} entries`),
    v.check((entries) => new Set(entries).size === entries.length, 'must not name an entry twice'),
  );
