import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import * as maplibre from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { PMTiles, Protocol } from 'pmtiles';
import type { Appearance } from '../platform/tokens.ts';

maplibre.setWorkerUrl(workerUrl);

const address = '/api/map/base.pmtiles';

export interface SchoolOnMap {
  id: string;
  name: string;
  latitude: number | null;
  longitude: number | null;
  alarms: number;
}

export interface MapGround {
  show(schools: readonly SchoolOnMap[]): void;
  end(): void;
}

export interface GroundOptions {
  hasBaseMap: boolean;
  appearance: Appearance;
  onClick(position: { latitude: number; longitude: number }): void;
}

/** Old machines and locked-down browsers have no WebGL. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

const paper = { light: '#e9eef4', dark: '#1d2834' } as const;
const ink = {
  light: {
    earth: '#f4f2ec',
    green: '#dbe8d5',
    water: '#b7d3ea',
    road: '#ffffff',
    case: '#c9d1da',
    house: '#ddd8cf',
    border: '#8fa1b5',
  },
  dark: {
    earth: '#1b242e',
    green: '#20302a',
    water: '#16344d',
    road: '#3a4959',
    case: '#26313d',
    house: '#2b3540',
    border: '#5b6f84',
  },
} as const;

/** Layers by the names that Protomaps and OpenMapTiles give them; what a file lacks is not drawn. */
function layersOf(names: ReadonlySet<string>, appearance: Appearance): LayerSpecification[] {
  const c = ink[appearance];
  const fill = (name: string, color: string): LayerSpecification => ({
    ...{ id: name, type: 'fill', source: 'base', 'source-layer': name },
    paint: { 'fill-color': color },
  });
  const line = (name: string, color: string, width: number): LayerSpecification => ({
    ...{ id: `${name}-line-${width}`, type: 'line', source: 'base', 'source-layer': name },
    paint: {
      'line-color': color,
      'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, width / 4, 18, width * 6],
    },
  });
  const known: [string, LayerSpecification[]][] = [
    ['earth', [fill('earth', c.earth)]],
    ['landcover', [fill('landcover', c.green)]],
    ['landuse', [fill('landuse', c.green)]],
    ['park', [fill('park', c.green)]],
    ['water', [fill('water', c.water)]],
    ['waterway', [line('waterway', c.water, 1)]],
    ['buildings', [fill('buildings', c.house)]],
    ['building', [fill('building', c.house)]],
    ['roads', [line('roads', c.case, 3), line('roads', c.road, 2)]],
    ['transportation', [line('transportation', c.case, 3), line('transportation', c.road, 2)]],
    ['boundaries', [line('boundaries', c.border, 1)]],
    ['boundary', [line('boundary', c.border, 1)]],
  ];
  return known.flatMap(([name, layers]) => (names.has(name) ? layers : []));
}

interface VectorMetadata {
  vector_layers?: { id: string }[];
}

/** Ground alone when there is no file; tiles of pictures or of lines when there is one. */
async function styleOf({ hasBaseMap, appearance }: GroundOptions): Promise<StyleSpecification> {
  const plain: LayerSpecification = {
    ...{ id: 'ground', type: 'background' },
    paint: { 'background-color': paper[appearance] },
  };
  const empty: StyleSpecification = { version: 8, sources: {}, layers: [plain] };
  if (!hasBaseMap) return empty;
  const file = new PMTiles(new URL(address, location.href).href);
  protocol.add(file);
  const url = `pmtiles://${new URL(address, location.href).href}`;
  const { tileType } = await file.getHeader();
  // 1 is vector tiles; everything else in the format is pictures.
  if (tileType !== 1) {
    const raster: LayerSpecification = { id: 'base', type: 'raster', source: 'base' };
    return {
      ...empty,
      sources: { base: { type: 'raster', url, tileSize: 256 } },
      layers: [plain, raster],
    };
  }
  const metadata = (await file.getMetadata()) as VectorMetadata;
  const names = new Set((metadata.vector_layers ?? []).map((l) => l.id));
  return {
    ...empty,
    sources: { base: { type: 'vector', url } },
    layers: [plain, ...layersOf(names, appearance)],
  };
}

const protocol = new Protocol();
maplibre.addProtocol('pmtiles', protocol.tile);

/** A map in this element. Names are elements of the page: every script, no fonts from elsewhere. */
export function makeGround(element: HTMLElement, options: GroundOptions): MapGround {
  const map = new maplibre.Map({
    container: element,
    style: { version: 8, sources: {}, layers: [] },
    center: [104, 36],
    zoom: 3.5,
    attributionControl: false,
    dragRotate: false,
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new maplibre.ScaleControl({ unit: 'metric' }), 'bottom-left');
  map.on('click', ({ lngLat }) => options.onClick({ latitude: lngLat.lat, longitude: lngLat.lng }));
  let ended = false;
  // A file that cannot be read leaves the plain ground: schools and alarms show all the same.
  styleOf(options)
    .catch(() => styleOf({ ...options, hasBaseMap: false }))
    .then((style) => {
      if (!ended) map.setStyle(style);
    });
  let markers: maplibre.Marker[] = [];
  let framed = false;
  return {
    show(schools) {
      for (const marker of markers) marker.remove();
      const placed = schools.flatMap(({ latitude, longitude, ...school }) =>
        latitude === null || longitude === null ? [] : [{ ...school, latitude, longitude }],
      );
      markers = placed.map((school) =>
        new maplibre.Marker({ element: signOf(school), anchor: 'top', offset: [0, -12] })
          .setLngLat([school.longitude, school.latitude])
          .addTo(map),
      );
      if (framed || placed.length === 0) return;
      framed = true;
      const bounds = new maplibre.LngLatBounds();
      for (const { longitude, latitude } of placed) bounds.extend([longitude, latitude]);
      map.fitBounds(bounds, { padding: 90, maxZoom: 15, animate: false });
    },
    end() {
      ended = true;
      map.remove();
    },
  };
}

function signOf({ name, alarms }: { name: string; alarms: number }): HTMLElement {
  const sign = document.createElement('div');
  sign.className = alarms > 0 ? 'map-school map-school-alarm' : 'map-school';
  const label = document.createElement('span');
  label.textContent = alarms > 0 ? `${name} · ${alarms}` : name;
  sign.append(label);
  return sign;
}
