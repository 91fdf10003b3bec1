import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Answered } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { texts } from '../../texts/index.ts';

export function Mine() {
  const query = useQuery({
    queryKey: ['connectors'],
    queryFn: async () => dataOf(await api.GET('/connectors', { params: { query: {} } })),
  });
  return (
    <Page title={texts.mine.title} description={texts.mine.description} command="portunus connectors">
      <Answered query={query}>
        {({ items }) => (
          <Table
            items={items as { id: string; name?: string }[]}
            columnDefinitions={[
              { id: 'id', header: 'ID', cell: ({ id }) => id },
              { id: 'name', header: 'Name', cell: ({ name }) => name ?? '' },
            ]}
          />
        )}
      </Answered>
    </Page>
  );
}
