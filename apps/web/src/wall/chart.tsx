import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useScale } from './stage.ts';

use([BarChart, LineChart, GridComponent, CanvasRenderer]);

/** A chart; what it says stands in words beside it and in `label` for those who cannot see it. */
export function Chart({ option, label }: { option: EChartsCoreOption; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const scale = useScale();
  useEffect(() => {
    if (!box.current) return;
    // The stage is enlarged by a transform: as many more pixels are drawn, or 4K would be blurred.
    const made = init(box.current, null, { devicePixelRatio: devicePixelRatio * scale });
    chart.current = made;
    return () => {
      chart.current = null;
      made.dispose();
    };
  }, [scale]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart made anew for another scale wants its option again
  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option }, { notMerge: true });
  }, [option, scale]);
  return <div ref={box} className="wall-chart" role="img" aria-label={label} />;
}
