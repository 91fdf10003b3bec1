import type { Command } from 'commander';

/** Examples by command. A test checks that each command has some. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  connectors: ['npx portunus connectors', 'npx portunus connectors shop --serves session -o json | jq -r ".[].id"'],
  cache: [
    'npx portunus cache --sigv4 --socket /run/portunus/cache.sock',
    'npx portunus cache --web-identity --url https://portunus.example.com',
  ],
  'ecr login': [
    'npx portunus ecr login shop-images',
    'npx portunus ecr login shop-images base-images --access pull --hosts all',
    'npx portunus ecr login shop-images --format kubernetes-secret -o secret.json',
    'npx portunus ecr login shop-images --podman',
    'npx portunus ecr login --source agent --region eu-west-1',
    'npx portunus ecr login --source agent --role-arn arn:aws:iam::123456789012:role/shop-images --format bamboo',
  ],
  'ecr logout': [
    'npx portunus ecr logout shop-images',
    'npx portunus ecr logout 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  ],
  'ecr-public login': ['npx portunus ecr-public login shop-releases'],
  'ecr-public logout': ['npx portunus ecr-public logout public.ecr.aws'],
  'codeartifact login': [
    'npx portunus codeartifact login shop-packages --tool npm --repository packages',
    'npx portunus codeartifact login shop-packages --tool maven --output portunus-settings.xml',
    'npx portunus codeartifact login shop-packages --tool pip --dry-run',
  ],
  exec: [
    'npx portunus exec shop-releases -- aws s3 ls',
    'npx portunus exec shop-releases --duration 2h --region eu-central-1 -- terraform apply',
    'npx portunus exec shop-releases --env -- env',
  ],
  console: ['npx portunus console shop-operators', 'npx portunus console shop-operators --print'],
  doctor: [
    'npx portunus doctor',
    'npx portunus doctor --connector shop-images --registry 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    'npx portunus doctor -o json | jq ".checks[] | select(.status == \\"fail\\")"',
  ],
  'tables create': ['npx portunus tables create'],
  'tables check': ['PORTUNUS_ACTIVITY_TABLE=restored npx portunus tables check'],
  preflight: [
    'npx portunus preflight --stage prod --region eu-west-1',
    'npx portunus preflight --stage prod --parameters prod.json',
    'npx portunus preflight --stage prod -o json | jq ".findings[] | select(.status == \\"would-fail\\")"',
  ],
  apply: [
    'npx portunus apply -f access --direct --dry-run',
    'npx portunus apply -f portunus.yml --url https://portunus.example.com --auth-token-file token.jwt',
    'generate | npx portunus apply -f - --direct --yes',
  ],
  get: ['npx portunus get connector shop-images --direct', 'npx portunus get issuer github --direct -o json'],
  list: ['npx portunus list connector --direct', 'npx portunus list issuer --direct -o json | jq -r ".[].url"'],
  delete: ['npx portunus delete connector shop-images --direct'],
  history: [
    'npx portunus history connector shop-images --direct',
    'npx portunus history connector shop-images --version 3 --direct',
    'npx portunus history connector shop-images --diff 3..4 --direct',
  ],
  restore: [
    'npx portunus restore connector shop-images --direct',
    'npx portunus restore connector shop-images --version 3 --direct --dry-run',
  ],
  approvals: ['npx portunus approvals', 'npx portunus approvals -o json | jq -r ".[].id"'],
  approve: ['npx portunus approve 0f1e2d3c4b5a69788796a5b4c3d2e1f0'],
  reject: ['npx portunus reject 0f1e2d3c4b5a69788796a5b4c3d2e1f0'],
  export: [
    'npx portunus export --direct > portunus.yml',
    'npx portunus export -f backup.yml --with-external-ids --direct',
  ],
  explain: [
    'npx portunus explain --connector shop-images --token-file token.jwt --direct',
    'npx portunus explain --connector shop-images --claims claims.json --action session --direct',
  ],
  iam: [
    'npx portunus iam shop-images',
    'npx portunus iam shop-images --as terraform > shop-images.tf',
    'npx portunus iam --all --as cloudformation > connectors.template.json',
  ],
  schema: ['npx portunus schema > portunus.schema.json'],
  'accounts keys': [
    'npx portunus accounts keys',
    'npx portunus accounts keys -o json | jq ".[] | select(.ageDays > 90)"',
  ],
  'accounts put-key': [
    'aws iam create-access-key --user-name portunus | npx portunus accounts put-key build',
    'npx portunus accounts put-key build --file accessKeys.csv',
  ],
  'accounts rotate-key': [
    'npx portunus accounts rotate-key build',
    'npx portunus accounts rotate-key build --at-once --direct',
  ],
  'issuers keys': ['npx portunus issuers keys github', 'npx portunus issuers keys github -o json'],
  'jobs list': [
    'npx portunus jobs list',
    'npx portunus jobs list -o json | jq -r ".[] | select(.state.failures > 0).id"',
  ],
  'jobs run': ['npx portunus jobs run orders-service'],
  'jobs history': ['npx portunus jobs history orders-service -n 50'],
  'audit verify': [
    'npx portunus audit verify --stage prod --from 2026-11-26 --to 2026-11-27',
    'npx portunus audit verify --stage prod --public-key audit.pem -o json | jq .verdict',
  ],
  'audit public-key': ['npx portunus audit public-key --stage prod > audit.pem'],
  audit: [
    'npx portunus audit --connector shop-images --since 2h',
    'npx portunus audit --token-stdin < leaked.txt',
    'npx portunus audit --outcome refused --since 7d -o csv > refused.csv',
    'npx portunus audit --request-id f0e1d2c3-0000-4000-8000-000000000001 --direct',
  ],
  stop: [
    "npx portunus stop connector shop-images --reason 'INC-42: its key leaked'",
    "npx portunus stop caller github repo:acme/shop:ref:refs/heads/main --reason 'INC-42' --direct --yes",
    "npx portunus stop all --reason 'INC-42' --url https://eu.portunus.example.com --url https://us.portunus.example.com",
  ],
  resume: ["npx portunus resume connector shop-images --reason 'INC-42: the key is replaced'"],
  revoke: [
    'npx portunus revoke --connector shop-images --before now',
    'npx portunus revoke --connector shop-images --before 2026-11-27T09:30:00Z --print',
    'npx portunus revoke --role arn:aws:iam::123456789012:role/portunus/shop-images --before now --yes',
  ],
  stops: ['npx portunus stops', 'npx portunus stops --direct --region eu-west-1 --region us-east-1 -o json'],
  init: ['npx portunus init --ci github --dir access'],
  import: [
    'npx portunus import accounts.csv connectors.csv --people-issuer corp --agents-role arn:aws:iam::111122223333:role/bamboo-agents -f portunus.yml',
    'npx portunus import set-up.json --account-id 111122223333 --region eu-west-1 --stage prod > portunus.yml',
  ],
  examples: ['npx portunus examples', 'npx portunus examples ecr-pull', 'npx portunus examples ecr-pull --as json'],
  'ecs-role': [
    'npx portunus ecs-role --account 123456789012',
    'npx portunus ecs-role --account 123456789012 --region eu-west-1 --secret shop/db --parameter /shop/level',
    'npx portunus ecs-role --account 123456789012 --vpc-endpoint vpce-0123456789abcdef0',
  ],
  lint: ['npx portunus lint -f access', 'npx portunus lint -f access -o json | jq .findings'],
  smoke: [
    'npx portunus smoke --url https://portunus.example.com',
    'npx portunus smoke --url https://portunus.example.com --auth-token-file admin.jwt --create --aws --stage prod --wait',
    'npx portunus smoke --url https://portunus.example.com --connector shop-images --repository shop/api --only registry',
  ],
  login: [
    'npx portunus login --url https://portunus.example.com',
    'npx portunus login --issuer corp --device',
    'npx portunus login --no-browser',
  ],
  logout: ['npx portunus logout --url https://portunus.example.com'],
  whoami: ['npx portunus whoami', 'npx portunus whoami -o json | jq .claims'],
  usage: [
    'npx portunus usage --direct --unused 90',
    'npx portunus usage --direct --connector shop-images',
    'npx portunus usage --direct --from 2026-11-01 --to 2026-12-01 -o csv > november.csv',
  ],
  verify: [
    'npx portunus verify shop-images',
    'npx portunus verify --all --junit verify.xml',
    'npx portunus verify shop-images --claims claims.json --issuer github',
    'npx portunus verify --last --all -o json | jq ".[] | select(.outcome == \\"failed\\")"',
  ],
  test: ['npx portunus test -f access/cases.yaml --junit report.xml'],
};

const EXIT_CODES = `
Exit codes: 0 done; 1 refused, or faults found; 2 for "--dry-run" with something
to do; 3 for "smoke" and "audit verify" with something refuted; 64 a wrong
command line; 69 the service or AWS can't be reached, or asks to come again
later.`;

/** Adds examples and exit codes to the help that commander generates. */
export function addHelp(program: Command): void {
  program.addHelpText('after', EXIT_CODES);
  addExamples(program, '');
}

function addExamples(parent: Command, words: string): void {
  for (const command of parent.commands) {
    const name = `${words}${command.name()}`;
    const examples = EXAMPLES[name] ?? [];
    if (examples.length > 0)
      command.addHelpText('after', `\nExamples:\n${examples.map((one) => `  ${one}\n`).join('')}`);
    addExamples(command, `${name} `);
  }
}
