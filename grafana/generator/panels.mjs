// The kinds of panels, all built into Grafana, with the options we always want.
import {
  AxisPlacement, BarAlignment, BigValueColorMode, BigValueGraphMode, BigValueJustifyMode, BigValueTextMode, FieldColorModeId, GraphDrawStyle,
  LegendDisplayMode, LineInterpolation, PercentChangeColorMode, SortOrder, StackingMode, TableCellDisplayMode, TableCellHeight, TooltipDisplayMode,
  VisibilityMode, VizOrientation,
} from '@grafana/schema';
import { datasource, outcomes, query } from './parts.mjs';

/** @typedef {import('@grafana/schema').Panel} Panel */
/** @typedef {import('@grafana/schema').FieldConfig} FieldConfig */
/** @typedef {NonNullable<import('@grafana/schema').Panel['fieldConfig']>['overrides']} Overrides */

/**
 * What a panel is given.
 * @typedef {object} Given
 * @property {string} title
 * @property {string} [description]
 * @property {string} sql
 * @property {string} [unit]
 * @property {string} [noValue] shown where there is no value: no data is not zero
 * @property {FieldConfig['thresholds']} [thresholds]
 * @property {FieldConfig['color']} [color]
 * @property {FieldConfig['mappings']} [mappings]
 * @property {number} [decimals]
 * @property {number} [min]
 * @property {number} [max]
 * @property {Overrides} [overrides]
 */

const legend = { displayMode: LegendDisplayMode.List, placement: /** @type {const} */ ('bottom'), showLegend: true, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending };

/**
 * One number; no value is shown as words, never as 0.
 * @param {Given & { text?: boolean }} given
 * @returns {Panel}
 */
export const stat = (given) => panel('stat', given, /** @satisfies {StatOptions} */ ({
  colorMode: BigValueColorMode.Value,
  graphMode: BigValueGraphMode.None,
  justifyMode: BigValueJustifyMode.Auto,
  orientation: VizOrientation.Auto,
  percentChangeColorMode: PercentChangeColorMode.Standard,
  reduceOptions: { calcs: ['lastNotNull'], fields: given.text ? '/.*/' : '', values: false },
  showPercentChange: false,
  textMode: BigValueTextMode.Auto,
  wideLayout: true,
}), 'table');
/** @typedef {import('@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen').Options} StatOptions */

/**
 * Values over time: a column time, text columns that name the series, a number.
 * @param {Given & { bars?: boolean, stacked?: boolean, points?: boolean }} given
 * @returns {Panel}
 */
export const series = (given) => panel('timeseries', given, /** @satisfies {SeriesOptions} */ ({ legend, tooltip }), 'time_series', {
  drawStyle: given.bars ? GraphDrawStyle.Bars : given.points ? GraphDrawStyle.Points : GraphDrawStyle.Line,
  barAlignment: BarAlignment.After,
  lineInterpolation: LineInterpolation.Linear,
  fillOpacity: given.bars ? 80 : 10,
  lineWidth: 1,
  pointSize: 6,
  spanNulls: true,
  axisPlacement: AxisPlacement.Auto,
  stacking: { group: 'A', mode: given.stacked ? StackingMode.Normal : StackingMode.None },
});
/** @typedef {import('@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen').Options} SeriesOptions */

/**
 * Rows.
 * @param {Given & { sortBy?: string, descending?: boolean }} given
 * @returns {Panel}
 */
export const table = (given) => panel('table', { ...given, overrides: [...(given.overrides ?? []), ...leading(given.sql)] }, /** @satisfies {TableOptions} */ ({
  cellHeight: TableCellHeight.Sm,
  frameIndex: 0,
  showHeader: true,
  showTypeIcons: false,
  sortBy: given.sortBy ? [{ displayName: given.sortBy, desc: given.descending ?? true }] : [],
}), 'table', { cellOptions: { type: TableCellDisplayMode.Auto }, inspect: false, filterable: true });
/** @typedef {import('@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen').Options} TableOptions */

/**
 * What held from when to when: a column time, a text column that names the lane, a text that is its state from then on.
 * @param {Given & { rowHeight?: number }} given
 * @returns {Panel}
 */
export const states = (given) => ({
  ...panel('state-timeline', given, /** @satisfies {StateOptions} */ ({
    alignValue: /** @type {const} */ ('left'),
    legend: { ...legend, showLegend: false },
    mergeValues: true,
    rowHeight: given.rowHeight ?? 0.9,
    showValue: VisibilityMode.Auto,
    tooltip: { ...tooltip, mode: TooltipDisplayMode.Single },
  }), 'table', { fillOpacity: 70, lineWidth: 1 }),
  transformations: [{ id: 'partitionByValues', options: { fields: ['lane'], keepFields: false, naming: { asLabels: true } } }],
});
/** @typedef {import('@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen').Options} StateOptions */

/**
 * A bar for each row: a text column and a number.
 * @param {Given & { x: string, sideways?: boolean, stacked?: boolean }} given
 * @returns {Panel}
 */
export const bars = (given) => panel('barchart', given, /** @satisfies {BarOptions} */ ({
  barWidth: 0.9,
  fullHighlight: false,
  groupWidth: 0.8,
  legend: { ...legend, showLegend: Boolean(given.stacked) },
  orientation: given.sideways ? VizOrientation.Horizontal : VizOrientation.Auto,
  showValue: VisibilityMode.Auto,
  stacking: given.stacked ? StackingMode.Normal : StackingMode.None,
  tooltip,
  xField: given.x,
  xTickLabelMaxLength: 40,
  xTickLabelRotation: 0,
}), 'table', { fillOpacity: 80, lineWidth: 0 });
/** @typedef {import('@grafana/schema/dist/esm/raw/composable/barchart/panelcfg/x/BarChartPanelCfg_types.gen').Options} BarOptions */

/**
 * Gives columns a unit, a colour, a width, a link.
 * @param {string} column
 * @param {Record<string, unknown>} properties by Grafana's property ids
 */
export const column = (column, properties) => ({
  matcher: { id: 'byName', options: column },
  properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
});

/** Columns that many tables have and that lead elsewhere: to the tool that told of it, and to what the server keeps. */
const elsewhere = [
  ...['url', 'uri', 'ticket', 'sbom', 'report'].map((name) => ({ name, title: 'Open it', url: '${__value.raw}' })),
  { name: 'chain', title: 'What came of what', url: '${server}/trace/${__value.text:percentencode}' },
  { name: 'position', title: 'The event', url: '${server}/events/${__value.raw}' },
];

/** @param {string} sql */
const leading = (sql) => elsewhere.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sql))
  .map(({ name, title, url }) => column(name, { links: [{ title, url, targetBlank: true }] }));

/** Colours a column of outcomes or states. @param {string} name */
export const outcomeColumn = (name) => column(name, { mappings: outcomes, 'custom.cellOptions': { type: TableCellDisplayMode.ColorText } });

/**
 * @param {string} type
 * @param {Given} given
 * @param {object} options
 * @param {'table' | 'time_series'} format
 * @param {Record<string, unknown>} custom
 * @returns {Panel}
 */
function panel(type, given, options, format, custom = {}) {
  const { title, description, sql, unit, noValue, thresholds, color, mappings, decimals, min, max, overrides } = given;
  return {
    type,
    title,
    ...(description ? { description } : {}),
    datasource,
    targets: [query(sql, format)],
    options: { ...options },
    fieldConfig: {
      defaults: {
        color: color ?? { mode: thresholds ? FieldColorModeId.Thresholds : FieldColorModeId.PaletteClassicByName },
        noValue: noValue ?? 'no data',
        ...(unit ?? (type === 'table' || type === 'state-timeline' ? undefined : 'short') ? { unit: unit ?? 'short' } : {}),
        ...(thresholds ? { thresholds } : {}),
        ...(mappings ? { mappings } : {}),
        ...(decimals === undefined ? {} : { decimals }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        custom,
      },
      overrides: overrides ?? [],
    },
  };
}
