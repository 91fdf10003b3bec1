import Button from '@cloudscape-design/components/button';
import { useLocation } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Answered } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { texts } from '../../texts/index.ts';
import { AskAccess } from './ask-access.tsx';
import { Guide } from './guide.tsx';
import { useFound } from './use-found.ts';

const t = texts.setUp;

/** From empty tables to a first login, for administrators. Others learn how to be let in. */
export function SetUp() {
  const session = useSession();
  return (
    <Answered query={session}>
      {({ caller, name }) => (caller.administrator ? <ForAdministrators name={name} /> : <ForOthers caller={caller} />)}
    </Answered>
  );
}

function ForAdministrators({ name }: { readonly name: string }) {
  const found = useFound();
  const again = (
    <Button
      iconName="refresh"
      loading={found.isFetching}
      loadingText={texts.kit.loading}
      onClick={() => void found.refetch()}
    >
      {t.again}
    </Button>
  );
  return (
    <Page title={t.title} description={t.description} actions={again}>
      <Answered query={found}>{(data) => <Guide found={data} name={name} />}</Answered>
    </Page>
  );
}

function ForOthers({ caller }: { readonly caller: Parameters<typeof AskAccess>[0]['caller'] }) {
  const [, go] = useLocation();
  return (
    <Page
      title={t.titleOthers}
      description={t.descriptionOthers}
      command="npx portunus whoami"
      actions={<Button onClick={() => go('/')}>{texts.mine.title}</Button>}
    >
      <AskAccess caller={caller} />
    </Page>
  );
}
