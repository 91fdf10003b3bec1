import { text as textOfStream } from 'node:stream/consumers';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { type FileFault, FileFaults } from './faults.ts';
import { readText } from './text-files.ts';

/** Returns the position of a field for messages, such as `portunus.yml:12`. */
export type Locate = (field: string) => string;

export interface ReadFile {
  readonly written: unknown;
  readonly locate: Locate;
}

/**
 * How many nodes aliases may add to a document. Without a limit, aliases of aliases expand a few lines to a gigabyte.
 */
const MOST_ADDED_NODES = 1_000_000;

/** The name of standard input in messages. */
const STDIN = '-';

/** Reads a YAML or JSON document, with the lines of its parts. A map may merge another with `<<`, as in YAML 1.1. */
export async function readFileOf(path: string): Promise<ReadFile> {
  return readYaml(path === STDIN ? await textOfStream(process.stdin) : await readText(path), path);
}

function readYaml(text: string, path: string): ReadFile {
  const lines = new LineCounter();
  const lineAt = (offset: number) => `${path}:${lines.linePos(offset).line}`;
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    // The parser would only warn about an unknown tag, and then read its value as a string.
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) throw new FileFaults(problems.map((one) => faultOf(lineAt(one.pos[0]), one)));
    const targets = aliasTargets(document);
    assertBounded(document, targets, lineAt);
    // `assertBounded` limits the size of the result. The package only counts aliases, of which a valid file may have
    // many.
    const written = document.toJS({ maxAliasCount: -1 });
    return { written, locate: (field) => lineAt(offsetOf(document, targets, field)) };
  } catch (error) {
    if (error instanceof FileFaults) throw error;
    const detail = error instanceof RangeError ? 'is nested too deeply' : error instanceof Error ? error.message : '';
    throw new FileFaults([{ place: `${path}:1`, detail }]);
  }
}

function faultOf(place: string, { code, message }: { readonly code: string; readonly message: string }): FileFault {
  return {
    place,
    detail:
      code === 'MULTIPLE_DOCS' ? 'must be one document: take away the --- between them, or use two files' : message,
  };
}

type Targets = ReadonlyMap<Node, Node | undefined>;

/** Maps each alias to its target: the latest anchor of that name before it. */
function aliasTargets(document: Document.Parsed): Targets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node | undefined>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** Adds up what every alias adds, visiting each anchor once. It runs before the document is expanded. */
function assertBounded(document: Document.Parsed, targets: Targets, lineAt: (offset: number) => string): void {
  const sizes = new Map<Node, number>();
  const refuse = (node: Node, detail: string) => {
    throw new FileFaults([{ place: lineAt(node.range?.[0] ?? 0), detail }]);
  };
  const sizeOf = (node: Node): number => {
    const known = sizes.get(node);
    if (known !== undefined) return Number.isNaN(known) ? refuse(node, 'contains itself, by an alias') : known;
    sizes.set(node, Number.NaN);
    const size = 1 + partsOf(node, targets).reduce((sum, part) => sum + sizeOf(part), 0);
    sizes.set(node, size);
    return size;
  };
  const { contents } = document;
  if (contents !== null && sizeOf(contents) > sizes.size + MOST_ADDED_NODES) {
    refuse(contents, `has aliases that would make it more than ${MOST_ADDED_NODES} values longer`);
  }
}

function partsOf(node: Node, targets: Targets): readonly Node[] {
  if (isMap(node)) return node.items.map(({ value }) => value).filter(isNode);
  if (isSeq(node)) return node.items.filter(isNode);
  const target = isAlias(node) ? targets.get(node) : undefined;
  return target === undefined ? [] : [target];
}

/** Returns the offset of a field, or of the closest enclosing node if the field does not exist. */
function offsetOf(document: Document.Parsed, targets: Targets, field: string): number {
  const path = [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => name ?? Number(index));
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    node = memberOf(isNode(node) ? node : undefined, step, targets);
    if (!isNode(node) || !node.range) break;
    offset = node.range[0];
  }
  return offset;
}

function memberOf(written: Node | undefined, step: string | number, targets: Targets): unknown {
  const node = isAlias(written) ? targets.get(written) : written;
  if (isSeq(node)) return node.items[Number(step)];
  if (!isMap(node)) return undefined;
  const own = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return own === undefined ? mergedMember(node.items, step, targets) : own.value;
}

/** Returns a member that the map merges. If several merged maps have it, the first one is used. */
function mergedMember(pairs: readonly Pair[], step: string | number, targets: Targets): unknown {
  for (const { value } of pairs.filter(({ key }) => isScalar(key) && typeof key.value === 'symbol')) {
    const merged = isNode(value) && isAlias(value) ? targets.get(value) : value;
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const found = memberOf(isNode(source) ? source : undefined, step, targets);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
