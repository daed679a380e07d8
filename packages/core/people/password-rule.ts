const leastCharacters = 10;

/** At least 10 characters with letters and digits; Chinese counts as letters. */
export function isPasswordStrong(password: string): boolean {
  if ([...password].length < leastCharacters) return false;
  return /\p{L}/u.test(password) && /\p{Nd}/u.test(password);
}
