import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addConnectorsCommand } from '../../../../cli/commands/connectors.ts';
import { addConsoleCommand } from '../../../../cli/commands/console.ts';
import { addExecCommand } from '../../../../cli/commands/exec.ts';
import { addPackageLoginCommand } from '../../../../cli/commands/package-login.ts';
import { addRegistryLoginCommands } from '../../../../cli/commands/registry-login.ts';
import { addSignInCommands } from '../../../../cli/commands/sign-in.ts';
import { commandFor } from '../../../../console/screens/mine/command.ts';
import type { Usable } from '../../../../console/screens/mine/connectors.ts';
import { TOOLS, type ToolId, toolFor, toolsFor } from '../../../../console/screens/mine/snippets/tools.ts';
import { snippetsFor } from '../../../../console/screens/mine/snippets.ts';

const URL = 'https://portunus.example.com';

const connector: Usable = {
  id: 'shop-images',
  principalType: 'assumed-role',
  serves: ['ecr', 'session', 'console', 'codeartifact'],
  region: 'eu-west-1',
  registries: ['123456789012'],
  enabled: true,
};

const IDS = Object.keys(TOOLS) as ToolId[];

function textFor(tool: ToolId, changes: Partial<Usable> = {}, region?: string): string {
  return snippetsFor(tool, URL, { ...connector, ...changes }, region)
    .map(({ text }) => text)
    .join('\n');
}

describe('a snippet for a terminal', () => {
  it.each<[ToolId, string]>([
    ['docker', 'npx portunus ecr login shop-images --url https://portunus.example.com'],
    ['podman', 'npx portunus ecr login shop-images --url https://portunus.example.com --podman'],
    ['shellVariables', 'eval "$(npx portunus ecr login shop-images --url https://portunus.example.com --format bash)"'],
    ['exec', 'npx portunus exec shop-images --url https://portunus.example.com -- aws sts get-caller-identity'],
    ['awsConsole', 'npx portunus console shop-images --url https://portunus.example.com'],
  ])('of %s signs the person in first', (tool, command) => {
    expect(textFor(tool)).toBe(`npx portunus login --url https://portunus.example.com\n${command}`);
  });

  it('names the region that was chosen, and not the connector’s own', () => {
    const last = 'npx portunus ecr login shop-images --url https://portunus.example.com';
    expect(textFor('docker', {}, 'eu-central-1').split('\n')[1]).toBe(`${last} --region eu-central-1`);
    expect(textFor('docker', {}, 'eu-west-1').split('\n')[1]).toBe(last);
  });

  it('names the first region of a connector that has none of its own', () => {
    const { region: _none, ...without } = connector;
    const [snippet] = snippetsFor('docker', URL, { ...without, regions: ['eu-north-1', 'eu-west-3'] });
    expect(snippet?.text).toContain('--region eu-north-1');
  });

  it('has no region for ECR Public, which is in one only', () => {
    expect(textFor('docker', { serves: ['ecr-public'] }, 'eu-central-1')).toBe(
      'npx portunus login --url https://portunus.example.com\nnpx portunus ecr-public login shop-images --url https://portunus.example.com',
    );
  });

  it('names the one repository of packages, and leaves a pattern to the reader', () => {
    const named = { codeartifact: { domains: ['shop'], repositories: ['team-*', 'packages'] } };
    const wide = { codeartifact: { domains: ['shop'], repositories: ['team-*'] } };
    expect(textFor('npm', named)).toContain('--tool npm --repository packages --url');
    expect(textFor('pip', wide)).toContain('--tool pip --repository REPOSITORY --url');
  });
});

describe('a snippet for a file', () => {
  it('of the credential helper names the registry twice', () => {
    expect(snippetsFor('credentialHelper', URL, connector)).toEqual([
      {
        file: '~/.docker/config.json',
        text: '{ "credHelpers": { "123456789012.dkr.ecr.eu-west-1.amazonaws.com": "portunus" } }',
      },
      {
        file: '~/.config/portunus/registries',
        text: '123456789012.dkr.ecr.eu-west-1.amazonaws.com shop-images',
      },
      { text: 'export PORTUNUS_URL=https://portunus.example.com' },
    ]);
  });

  it('of a registry whose account is not known leaves it to the reader, in the names of its partition', () => {
    const { registries: _none, ...without } = connector;
    const [config] = snippetsFor('credentialHelper', URL, { ...without, region: 'cn-north-1' });
    expect(config?.text).toContain('"ACCOUNT.dkr.ecr.cn-north-1.amazonaws.com.cn"');
  });

  it('of the AWS profile asks a helper', () => {
    expect(snippetsFor('awsProfile', URL, connector)[0]).toEqual({
      file: '~/.aws/config',
      text: '[profile shop-images]\nregion = eu-west-1\ncredential_process = /usr/local/bin/portunus-credential-process shop-images',
    });
  });
});

/** What the pages write about other connectors and files is the same but for these names. */
const OTHER_NAMES: Partial<Record<ToolId, string>> = { externalSecrets: 'shop-servers', awsSdk: 'shop-releases' };

describe.each(IDS.filter((id) => TOOLS[id].place !== 'machine'))('the snippet of %s', (tool) => {
  const page = readFileSync(TOOLS[tool].page, 'utf8')
    .split('\n')
    .map((line) => line.trim());

  it('has no line that its page, whose code is tested, does not have', () => {
    const text = textFor(tool, { id: OTHER_NAMES[tool] ?? 'shop-images' });
    const unlike = text.split('\n').filter((line) => !page.includes(line.trim()));
    expect(unlike).toEqual([]);
  });

  it('asks at this address by this connector', () => {
    const text = snippetsFor(tool, 'https://other.example', { ...connector, id: 'bakery' })
      .map(({ text }) => text)
      .join('\n');
    expect(text).toContain('bakery');
    expect(text).not.toContain('portunus.example.com');
  });
});

/** The command as it is, whose actions do nothing. */
function silentCommand(): Command {
  const program = new Command('portunus').enablePositionalOptions();
  for (const add of [
    addConnectorsCommand,
    addRegistryLoginCommands,
    addExecCommand,
    addConsoleCommand,
    addPackageLoginCommand,
    addSignInCommands,
  ]) {
    add(program);
  }
  const silence = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => {} });
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(silence);
  };
  silence(program);
  return program;
}

function parseCommand(words: string): void {
  silentCommand().parse(words.split(' '), { from: 'user' });
}

describe('the commands in snippets', () => {
  const commands = IDS.flatMap((id) =>
    [...`${textFor(id)}\n${textFor(id, {}, 'eu-central-1')}`.matchAll(/npx portunus ([^)"\n]+)/g)].map(
      ([, words = '']) => words,
    ),
  );

  it.each([...new Set(commands)])('%s is one of the command', (words) => {
    expect(() => parseCommand(words)).not.toThrow();
  });

  it('would not pass with an option that the command does not have', () => {
    expect(() => parseCommand('ecr login shop-images --regional eu-west-1')).toThrow(/unknown option/);
  });

  it('list what the screen lists', () => {
    expect(commandFor({})).toBe('npx portunus connectors');
    expect(commandFor({ text: 'shop', serves: 'session' })).toBe('npx portunus connectors --serves session shop');
    expect(commandFor({ text: "Ada's" })).toBe("npx portunus connectors 'Ada'\\''s'");
    expect(commandFor({ text: '--help' })).toBe('npx portunus connectors -- --help');
    expect(() => parseCommand('connectors -- --help')).not.toThrow();
  });
});

describe('the tools of a connector', () => {
  it('are those that can use what it serves', () => {
    expect(toolsFor(['console'])).toEqual(['awsConsole']);
    expect(toolsFor(['session'])).toEqual(['exec', 'awsProfile', 'awsSdk']);
    expect(toolsFor(['codeartifact'])).toEqual(['npm', 'pip', 'maven', 'gradle', 'nuget']);
    expect(toolsFor([])).toEqual([]);
  });

  it('begin with the one that was chosen last, if the connector serves it', () => {
    expect(toolFor(['ecr'], 'gitlab')).toBe('gitlab');
    expect(toolFor(['session'], 'gitlab')).toBe('exec');
    expect(toolFor(['ecr'], null)).toBe('docker');
    expect(toolFor(['ecr'], 'constructor')).toBe('docker');
  });
});
