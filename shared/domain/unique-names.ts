/** Returns a function that gives each name once, with a number behind it from the second time on. */
export function createUniqueNames(separator = ''): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name}${separator}${count}`;
    taken.add(unique);
    return unique;
  };
}
