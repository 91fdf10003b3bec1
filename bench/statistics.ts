function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

export function quantile(values: readonly number[], q: number): number {
  const ordered = sorted(values);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * q))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function row(name: string, values: readonly number[]): string {
  return `${name.padEnd(38)} median ${median(values).toFixed(2).padStart(8)}   p99 ${quantile(values, 0.99).toFixed(2).padStart(8)}   n ${values.length}`;
}

export function verdict(name: string, value: number, most: number, digits = 2): string {
  return `${name.padEnd(38)} ${value.toFixed(digits).padStart(8)}   at most ${most.toFixed(digits)}   ${value <= most ? 'met' : 'MISSED'}`;
}
