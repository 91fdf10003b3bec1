const TOOL = 'portunus.tool';

/** The tool that was chosen last in this browser. Nothing else of this screen is kept. */
export function chosenTool(): string | null {
  try {
    return localStorage.getItem(TOOL);
  } catch {
    // A browser that keeps nothing has no choice to remember.
    return null;
  }
}

export function chooseTool(tool: string): void {
  try {
    localStorage.setItem(TOOL, tool);
  } catch {
    // The choice holds for this page then.
  }
}
