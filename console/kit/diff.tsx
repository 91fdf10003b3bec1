import './diff.css';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { texts } from '../texts/index.ts';
import { foreignParts } from './foreign-parts.ts';
import { type DiffPart, lineDiff, nearDifferences } from './line-diff.ts';

const CONTEXT = 3;
const MARKS = { same: ' ', added: '+', removed: '−' } as const;
const SAID = { same: '', added: texts.diff.added, removed: texts.diff.removed } as const;
const ELEMENTS = { same: 'span', added: 'ins', removed: 'del' } as const;

interface DiffProps {
  readonly before: string;
  readonly after: string;
}

/** The lines of two texts that differ, told by a mark, by a word for screen readers, and by colour. */
export function Diff({ before, after }: DiffProps) {
  const [all, setAll] = useState(false);
  const lines = useMemo(() => lineDiff(before, after), [before, after]);
  if (lines.every(({ kind }) => kind === 'same')) return <p>{texts.diff.same}</p>;
  const parts = all ? lines : nearDifferences(lines, CONTEXT);
  return (
    <SpaceBetween size="xs">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="diff" aria-label={texts.diff.label} tabIndex={0}>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <Line key={index} part={part} />
        ))}
      </section>
      {!all && parts.length < lines.length && (
        <Button variant="inline-link" onClick={() => setAll(true)}>
          {texts.diff.showAll}
        </Button>
      )}
    </SpaceBetween>
  );
}

function Line({ part }: { readonly part: DiffPart }) {
  if (part.kind === 'hidden') return <span className="diff-line diff-hidden">{texts.diff.hidden(part.lines)}</span>;
  const Element = ELEMENTS[part.kind];
  return (
    <Element className={`diff-line diff-${part.kind}`}>
      <span className="diff-mark" aria-hidden="true">
        {MARKS[part.kind]}
      </span>
      {SAID[part.kind] !== '' && <span className="diff-said">{`${SAID[part.kind]}: `}</span>}
      <bdi>
        {foreignParts(part.text).map((piece, index) =>
          'text' in piece ? (
            piece.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change places
            <code key={index}>{piece.code}</code>
          ),
        )}
      </bdi>
    </Element>
  );
}
