import { binEdgesSec } from '@anyuan/contracts/figure-lists.ts';
import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import { colours } from '../platform/tokens.ts';

const { dark } = colours;
const fontSize = 22;
const axisLabel = { color: dark.textSoft, fontSize, hideOverlap: true };
const axisLine = { lineStyle: { color: dark.line } };
const valueAxis = {
  type: 'value',
  minInterval: 1,
  axisLabel,
  splitLine: { lineStyle: { color: dark.line } },
};
const grid = { left: 48, right: 12, top: 12, bottom: 36 };

/** Kinds of one sort share a colour: asked for help, heard, loud. Red is for running alarms alone. */
const kindColours = ['#6fb1e8', '#8fd0c6', '#c6b3ee', '#e6c98a', '#9fb4c8', '#b8d98e'];

/** Within the promise, and beyond: colour, and the edge at 60 in the labels. */
export function minuteOption(reply: FiguresReply) {
  const { bins } = reply.seconds.arrive;
  const labels = [...binEdgesSec.map(String), `>${binEdgesSec.at(-1)}`];
  // Room for every second one: the promise, 60, is among them.
  const interval = (i: number) => i % 2 === 0;
  const isWithin = (i: number) => (binEdgesSec[i] ?? Number.POSITIVE_INFINITY) <= 60;
  return {
    grid,
    xAxis: {
      type: 'category',
      data: labels,
      axisLabel: { ...axisLabel, hideOverlap: false, interval },
      axisLine,
      axisTick: { show: false },
    },
    yAxis: valueAxis,
    series: [
      {
        type: 'bar',
        barCategoryGap: '18%',
        data: bins.map((value, i) => ({
          value,
          itemStyle: { color: isWithin(i) ? dark.proved : dark.overdue },
        })),
      },
    ],
  };
}

export function hoursOption(reply: FiguresReply) {
  return {
    grid,
    xAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, hour) => String(hour)),
      axisLabel: { ...axisLabel, interval: 5 },
      axisLine,
      axisTick: { show: false },
    },
    yAxis: valueAxis,
    series: reply.hours.map(({ kind, counts }, i) => ({
      type: 'bar',
      name: kind,
      stack: 'hours',
      barCategoryGap: '12%',
      itemStyle: { color: kindColour(i) },
      data: counts,
    })),
  };
}

export function kindColour(index: number): string {
  return kindColours[index % kindColours.length] ?? dark.link;
}

export function trendOption(reply: FiguresReply) {
  const byDay = new Map(reply.trend.map((d) => [d.day, d]));
  const days = daysBetween(reply.days.from, reply.days.to);
  return {
    grid,
    xAxis: {
      type: 'category',
      data: days.map((day) => day.slice(5).replace('-', '/')),
      axisLabel,
      axisLine,
      axisTick: { show: false },
    },
    yAxis: valueAxis,
    series: [
      {
        type: days.length > 1 ? 'line' : 'bar',
        showSymbol: days.length < 10,
        lineStyle: { width: 4, color: dark.link },
        itemStyle: { color: dark.link },
        data: days.map((day) => byDay.get(day)?.raised ?? 0),
      },
    ],
  };
}

/** Days without an alarm are days as well. */
function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < 400; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
