import { useEffect, useRef, useState } from 'react';
import { openRecorder, type Recorder } from './recorder.ts';

/** The microphone while this is on the screen and wanted; given back at once when not. */
export function useRecorder(wanted: boolean): {
  recorder: React.RefObject<Recorder | null>;
  level: number;
  trouble: boolean;
} {
  const recorder = useRef<Recorder | null>(null);
  const [level, setLevel] = useState(0);
  const [trouble, setTrouble] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    setTrouble(false);
    const opened = openRecorder({
      onLevel(peak) {
        setLevel(peak);
        setTrouble(false);
      },
      onTrouble: () => setTrouble(true),
    });
    recorder.current = opened;
    return () => {
      opened.close();
      recorder.current = null;
    };
  }, [wanted]);
  return { recorder, level, trouble };
}
