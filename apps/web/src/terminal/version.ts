/** As the console shows it: a page, not a box. */
export const webTerminalVersion = 'web 0.1.0';
