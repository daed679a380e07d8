import { useMemo } from 'react';
import { call, type Reply } from '../platform/api.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { useLoaded } from '../platform/use-call.ts';

export type School = Reply<'listSchools'>['schools'][number];

/** The list of last time stands in while the network is away: pressing must always work. */
function rememberedSchools(): School[] {
  try {
    return JSON.parse(readStored('schools') ?? '[]') as School[];
  } catch {
    return [];
  }
}

/** Schools and their places in my scope, also without a network once they were read. */
export function useSchools(): School[] {
  const remembered = useMemo(rememberedSchools, []);
  const { value } = useLoaded('schools', async (signal) => {
    const { schools } = await call('listSchools', { signal });
    writeStored('schools', JSON.stringify(schools));
    return schools;
  });
  return value ?? remembered;
}
