import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Fault } from '../../kit/answered.tsx';
import { SecretOnce } from '../../kit/secret-once.tsx';
import { Time } from '../../kit/time.tsx';
import { texts } from '../../texts/index.ts';
import type { Usable } from './connectors.ts';
import { type IssuedFacts, shortenedText } from './issued.ts';
import { LoginForm } from './login-form.tsx';
import { Panel } from './panel.tsx';
import { useLogin } from './use-login.ts';

const t = texts.login;

interface LoginPanelProps {
  readonly id: string;
  readonly known: readonly Usable[];
  readonly onClose: () => void;
}

/** Issues a login by a click, and shows it once. */
export function LoginPanel({ id, known, onClose }: LoginPanelProps) {
  return (
    <Panel id={id} known={known} title={t.title} onClose={onClose}>
      {(connector) => <Login connector={connector} />}
    </Panel>
  );
}

function Login({ connector }: { readonly connector: Usable }) {
  const { fields, facts, error, isAsking, ask, clear } = useLogin(connector.id);
  if (connector.principalType === 'saml') return <Box>{t.saml}</Box>;
  return (
    <SpaceBetween size="m">
      {fields === undefined && (
        <LoginForm connector={connector} isAsking={isAsking} isAgain={facts !== undefined} onAsk={ask} />
      )}
      {error !== undefined && <Fault error={error} />}
      {fields !== undefined && <SecretOnce title={t.issued} fields={fields} onGone={clear} />}
      {facts !== undefined && <Facts facts={facts} />}
    </SpaceBetween>
  );
}

/** What holds of a login, and is no secret. It stays when the login is cleared. */
function Facts({ facts: { endsAt, sessionEndsAt, granted } }: { readonly facts: IssuedFacts }) {
  const shortened = granted && shortenedText(granted);
  return (
    <SpaceBetween size="xs">
      {endsAt === undefined ? (
        <Box>{t.endInText}</Box>
      ) : (
        <Box>
          {t.ends} <Time at={endsAt} />
        </Box>
      )}
      {sessionEndsAt !== undefined && (
        <Box>
          {t.sessionEnds} <Time at={sessionEndsAt} />
        </Box>
      )}
      {shortened !== undefined && <Alert type="info">{shortened}</Alert>}
    </SpaceBetween>
  );
}
