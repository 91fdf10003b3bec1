import Box from '@cloudscape-design/components/box';
import { Fragment } from 'react';
import { Foreign } from '../../kit/foreign.tsx';
import type { Words } from './words.ts';

/** A sentence whose values are told from its words, and can't change them. */
export function Sentence({ words }: { readonly words: Words }) {
  return (
    <span className="connector-sentence">
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words of a sentence never change places
        <Fragment key={index}>
          {index > 0 && ' '}
          {typeof word === 'string' ? (
            word
          ) : (
            <Box variant="code">
              <Foreign text={word.value} />
            </Box>
          )}
        </Fragment>
      ))}
    </span>
  );
}
