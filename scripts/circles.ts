/** Files that import each other, in a ring of any length: each group as it is found, its files in order. */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();

  // Tarjan's strongly connected components.
  function visit(file: string): void {
    const own = index.size;
    index.set(file, own);
    lowest.set(file, own);
    stack.push(file);
    onStack.add(file);
    for (const target of imports.get(file) ?? []) {
      if (!imports.has(target)) continue;
      if (!index.has(target)) visit(target);
      else if (!onStack.has(target)) continue;
      lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(target) ?? 0));
    }
    if (lowest.get(file) !== own) return;
    const group = stack.splice(stack.lastIndexOf(file));
    for (const one of group) onStack.delete(one);
    if (group.length > 1) circles.push(group.sort());
  }

  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return circles.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}
