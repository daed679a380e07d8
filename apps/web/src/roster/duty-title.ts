/** What a duty is called. A school often names the shift like its post: once is enough. */
export function dutyTitle(shiftName: string, postName: string): string {
  return shiftName === postName ? postName : `${shiftName} · ${postName}`;
}
