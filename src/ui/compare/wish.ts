/** The branch that a press of a button asks to be compared with, by its number; null: it is chosen in the dialog. */
export const wish: { branch: number | null } = { branch: null }
