/** What was just done to a person, the shifts that now want somebody, and the way back. */
export interface Done {
  text: string;
  shifts: string[];
  undo: (() => Promise<unknown>) | null;
}
