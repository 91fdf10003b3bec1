import { EditDefinition, NewDefinition } from './edit.tsx';

// One component for each address, so that another kind is another form from the start.
export function EditConnector() {
  return <EditDefinition kind="connector" />;
}

export function EditIssuer() {
  return <EditDefinition kind="issuer" />;
}

export function EditAccount() {
  return <EditDefinition kind="account" />;
}

export function EditRefreshJob() {
  return <EditDefinition kind="refresh-job" />;
}

export function NewConnector() {
  return <NewDefinition kind="connector" />;
}

export function NewIssuer() {
  return <NewDefinition kind="issuer" />;
}

export function NewAccount() {
  return <NewDefinition kind="account" />;
}

export function NewRefreshJob() {
  return <NewDefinition kind="refresh-job" />;
}
