import Alert from '@cloudscape-design/components/alert';
import { CopyText } from '../../../kit/copy-text.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';
import { credentialsYaml, doneWords, type RotatedKeys } from '../words.ts';
import type { PutKey } from './enter.tsx';

const t = texts.accounts;

interface EnteredProps {
  readonly id: string;
  readonly put: PutKey;
}

/** Whose key it is that was stored, and whether logins use it. */
export function Entered({ id, put: { accessKeyId, user, isInDefinition, secretArn } }: EnteredProps) {
  return (
    <Alert type={isInDefinition ? 'success' : 'warning'} header={t.enter.done(id)}>
      <p>
        <Foreign text={t.enter.of(accessKeyId, user)} />
      </p>
      {isInDefinition ? (
        <p>{t.enter.inUse}</p>
      ) : (
        <>
          <p>{t.enter.notInUse}</p>
          <CopyText text={credentialsYaml(secretArn)} />
          <To href={`/accounts/${id}/edit`}>{t.enter.toEdit}</To>
        </>
      )}
    </Alert>
  );
}

/** The steps that a rotation took. */
export function Rotated({ rotated }: { readonly rotated: RotatedKeys }) {
  return (
    <Alert
      type={rotated.done.length === 0 && rotated.next !== undefined ? 'info' : 'success'}
      header={t.rotate.doneTitle}
    >
      <ul>
        {doneWords(rotated).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Alert>
  );
}
