import './foreign.css';
import { useState } from 'react';
import { texts } from '../texts/index.ts';
import { foreignParts, startOf } from './foreign-parts.ts';

interface ForeignProps {
  readonly text: string;
  /** How many characters stand there at first. */
  readonly most?: number;
}

/**
 * A text that somebody else wrote: a claim, a name, a description, a reason. It can't change the direction of what
 * stands around it, its unseen characters are shown by their code points, and a long one is cut until it is asked for.
 */
export function Foreign({ text, most = 200 }: ForeignProps) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? text : startOf(text, most);
  return (
    <span>
      <bdi className="foreign">
        {foreignParts(shown).map((part, index) =>
          'text' in part ? (
            part.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change places
            <span key={index} className="foreign-code">
              {part.code}
            </span>
          ),
        )}
      </bdi>
      {shown.length < text.length && (
        <>
          {'… '}
          <button type="button" className="foreign-more" onClick={() => setWhole(true)}>
            {texts.kit.showAll(text.length)}
          </button>
        </>
      )}
    </span>
  );
}
