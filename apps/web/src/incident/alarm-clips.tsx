import { ClipPlayer } from '../alarm/clip-player.tsx';
import { call } from '../platform/api.ts';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';

function AlarmClip({ alarmId }: { alarmId: string }) {
  const { value } = useLoaded(`clip ${alarmId}`, (signal) =>
    call('showAlarm', { params: { alarmId }, signal }),
  );
  // An alarm of a button or a phone has no sound, and a place that keeps none says nothing either.
  if (!value?.alarm.detections.some((d) => d.clip)) return null;
  return <ClipPlayer alarm={value.alarm} />;
}

/** What was heard, beside what is judged from it; the reason is asked and kept as at the alarm itself. */
export function AlarmClips({ alarmIds }: { alarmIds: readonly string[] }) {
  const may = useMay('recording.play');
  if (!may) return null;
  return alarmIds.map((id) => <AlarmClip key={id} alarmId={id} />);
}
