import Alert from '@cloudscape-design/components/alert';
import { useParams } from 'wouter';
import type { DefinitionKind } from '../../../shared/domain/definition.ts';
import { Answered } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { texts } from '../../texts/index.ts';
import { type Stored, useStored } from './api/definitions.ts';
import { Editor } from './editor.tsx';

const COMMAND = 'portunus apply -f portunus.yml';
const NOTHING: Stored = { value: {}, etag: undefined };

/** Changes a definition that is stored. */
export function EditDefinition({ kind }: { readonly kind: DefinitionKind }) {
  const { id = '' } = useParams();
  const query = useStored(kind, id);
  return (
    <Page title={texts.edit.title(kind, id)} description={texts.edit.description} command={COMMAND}>
      <Answered query={query}>
        {(stored) =>
          stored.etag === undefined ? (
            <Alert type="error">{texts.edit.notYours}</Alert>
          ) : (
            <Editor key={id} kind={kind} id={id} stored={stored} />
          )
        }
      </Answered>
    </Page>
  );
}

/** Makes a new definition. */
export function NewDefinition({ kind }: { readonly kind: DefinitionKind }) {
  return (
    <Page title={texts.edit.titleNew(kind)} description={texts.edit.description} command={COMMAND}>
      <Editor kind={kind} stored={NOTHING} />
    </Page>
  );
}
