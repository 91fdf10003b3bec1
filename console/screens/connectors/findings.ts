export interface Finding {
  /** The path inside the connector, such as `grants[0].claims`. */
  readonly field: string;
  readonly detail: string;
  /** Whether the service would refuse the connector as it is. */
  readonly refuses: boolean;
}

export type Findings = ReadonlyMap<string, readonly Finding[]>;

const PLACE = /^connectors\[(\d+)\]\.?(.*)$/;

/** Sorts findings by the connector that their place in the set names. */
export function byConnector(
  ids: readonly string[],
  findings: readonly { readonly field: string; readonly detail: string }[],
  refuses: boolean,
): Findings {
  const found = new Map<string, Finding[]>(ids.map((id) => [id, []]));
  for (const { field, detail } of findings) {
    const [, index, rest = ''] = PLACE.exec(field) ?? [];
    found.get(ids[Number(index)] ?? '')?.push({ field: rest, detail, refuses });
  }
  return found;
}
