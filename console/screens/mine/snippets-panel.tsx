import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { texts } from '../../texts/index.ts';
import type { Usable } from './connectors.ts';
import { Panel } from './panel.tsx';
import { RegionField } from './region-field.tsx';
import type { Snippet } from './snippets/place.ts';
import { TOOLS, type ToolId, toolFor, toolsFor } from './snippets/tools.ts';
import { snippetsFor } from './snippets.ts';

const t = texts.snippets;

interface SnippetsPanelProps {
  readonly id: string;
  readonly known: readonly Usable[];
  readonly tool: string | null;
  readonly onTool: (tool: ToolId) => void;
  readonly onClose: () => void;
}

/** What to copy for each tool. It holds no secret. */
export function SnippetsPanel({ id, known, tool, onTool, onClose }: SnippetsPanelProps) {
  return (
    <Panel id={id} known={known} title={t.title} onClose={onClose}>
      {(connector) => <Snippets connector={connector} chosen={tool} onTool={onTool} />}
    </Panel>
  );
}

interface SnippetsProps {
  readonly connector: Usable;
  readonly chosen: string | null;
  readonly onTool: (tool: ToolId) => void;
}

function Snippets({ connector, chosen, onTool }: SnippetsProps) {
  const [region, setRegion] = useState('');
  const tool = toolFor(connector.serves, chosen);
  if (tool === undefined) return <Box>{t.none}</Box>;
  const snippets = snippetsFor(tool, location.origin, connector, region || undefined);
  return (
    <SpaceBetween size="m">
      <FormField label={t.tool}>
        <Select
          selectedOption={{ value: tool, label: texts.mine.tools[tool] }}
          options={optionsFor(connector)}
          filteringType="auto"
          filteringAriaLabel={t.findTool}
          onChange={({ detail }) => onTool(detail.selectedOption.value as ToolId)}
        />
      </FormField>
      <RegionField connector={connector} region={region} onRegion={setRegion} />
      {snippets.map((snippet) => (
        <Block key={snippet.file ?? ''} snippet={snippet} />
      ))}
      <Notes tool={tool} text={snippets.map(({ text }) => text).join('\n')} />
    </SpaceBetween>
  );
}

/** The tools by where they run, in the order of the table. */
function optionsFor({ serves }: Usable): SelectProps.Options {
  const tools = toolsFor(serves);
  return (['machine', 'ci', 'cluster'] as const).flatMap((place) => {
    const options = tools
      .filter((id) => TOOLS[id].place === place)
      .map((id) => ({ value: id, label: texts.mine.tools[id] }));
    return options.length === 0 ? [] : [{ label: texts.mine.places[place], options }];
  });
}

function Block({ snippet: { file = t.inTerminal, text } }: { readonly snippet: Snippet }) {
  const [copied, setCopied] = useState<string>();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(texts.kit.copied),
      () => setCopied(texts.kit.notCopied),
    );
  return (
    <section aria-label={file}>
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <Box variant="code">{file}</Box>
        <Button iconName="copy" ariaLabel={t.copy(file)} onClick={() => void copy()}>
          {texts.kit.copy}
        </Button>
        <span role="status">{copied}</span>
      </SpaceBetween>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className="mine-snippet" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

function Notes({ tool, text }: { readonly tool: ToolId; readonly text: string }) {
  const { place, page } = TOOLS[tool];
  const note = t.notes[tool];
  return (
    <SpaceBetween size="s">
      {place !== 'machine' && <Alert type="info">{t.ofJobs}</Alert>}
      {note !== undefined && <Box>{note}</Box>}
      {/\b(?:ACCOUNT|REGION|REPOSITORY)\b/.test(text) && <Box>{t.fillIn}</Box>}
      <Box color="text-body-secondary">
        {t.noSecret} {t.page} <Box variant="code">{page}</Box>
      </Box>
    </SpaceBetween>
  );
}
