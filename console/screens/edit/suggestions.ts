import { texts } from '../../texts/index.ts';

interface Ids {
  readonly data: readonly string[] | undefined;
  readonly isPending: boolean;
  readonly isError: boolean;
}

/** What a field suggests, or why it suggests nothing. Without suggestions, an ID can still be typed. */
export function suggestions({ data, isPending, isError }: Ids) {
  return {
    options: (data ?? []).map((value) => ({ value })),
    statusType: isPending ? ('loading' as const) : isError ? ('error' as const) : ('finished' as const),
    loadingText: texts.kit.loading,
    errorText: texts.edit.noSuggestions,
  };
}
