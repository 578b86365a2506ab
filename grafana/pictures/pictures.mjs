// Draws what queries of the dashboards answer into ../../docs/images. The queries are those of ../dashboards, asked as the role that reads, of the database
// that ./cdviz made and ./cdviz demo filled.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { init } from 'echarts';

const here = import.meta.dirname;
const images = `${here}/../../docs/images`;
const ink = '#1f2937';
const faint = '#6b7280';
const colours = ['#2563eb', '#059669', '#d97706', '#7c3aed', '#dc2626', '#0891b2', '#65a30d', '#db2777'];

/** @typedef {Record<string, any>} Row */

/**
 * Rows of a query.
 * @param {string} sql
 * @returns {Row[]}
 */
const rows = sql => JSON.parse(execFileSync(`${here}/../../cdviz`, [
  'psql', '-qAt', '-c', 'set role cdviz_reader', '-c', `select coalesce(json_agg(q), '[]') from (${sql}) q`,
], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 }));

const [{ begin, end }] = rows(`select date_trunc('day', max(occurred_at)) - interval '28 days' as begin, date_trunc('day', max(occurred_at)) + interval '1 day' as "end"
  from cdviz.dora_deployment`);

/**
 * What a panel shows, with all values chosen.
 * @param {string} dashboard
 * @param {string} title
 * @param {Record<string, string>} chosen
 */
function panel(dashboard, title, chosen) {
  const { panels } = JSON.parse(readFileSync(`${here}/../dashboards/${dashboard}.json`, 'utf8'));
  const found = panels.find((/** @type {any} */ p) => p.title === title);
  return rows(found.targets[0].rawSql
    .replaceAll('$__timeFrom()', `'${begin}'`).replaceAll('$__timeTo()', `'${end}'`)
    .replaceAll(/\$(\w+)/g, (/** @type {string} */ whole, /** @type {string} */ name) => chosen[name] ?? whole));
}

/**
 * @param {string} name
 * @param {number} width
 * @param {number} height
 * @param {import('echarts').EChartsOption} option
 */
function draw(name, width, height, option) {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: 'system-ui, sans-serif', color: ink }, color: colours, ...option });
  mkdirSync(images, { recursive: true });
  writeFileSync(`${images}/${name}.svg`, `${chart.renderToSVGString()}\n`);
  chart.dispose();
}

/** @param {number | null} seconds */
const time = seconds => seconds === null ? 'no number' : seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;

/** @param {number | null} share */
const percent = share => share === null ? 'no number' : `${(share * 100).toFixed(1)} %`;

const services = rows(`select distinct service from cdviz.dora_deployment where environment = 'production' order by 1`).map(row => row.service);
const all = { environment: `'production'`, service: services.map(name => `'${name}'`).join(', '), definition: 'dora@2', bucket: 'week' };

/** @type {[string, string, (value: number) => string][]} */
const metrics = [
  ['Deployment frequency', 'bar', value => `${value.toFixed(1)} a day`],
  ['Lead time for changes', 'line', time],
  ['Change failure rate', 'line', percent],
  ['Failed deployment recovery time', 'line', time],
  ['Rework rate', 'line', percent],
];

draw('dora', 1000, 300, {
  title: metrics.flatMap(([title, , text], i) => {
    const [{ value }] = panel('dora', title, all);
    const left = `${i * 20 + 1}%`;
    return [
      { text: title.replace('Failed deployment recovery', 'Recovery'), left, top: 12, textStyle: { fontSize: 12, fontWeight: 'normal', color: faint } },
      { text: value === null ? 'no number' : text(value), left, top: 32, textStyle: { fontSize: 22, color: ink } },
    ];
  }),
  grid: metrics.map((_, i) => ({ left: `${i * 20 + 2}%`, width: '15%', top: 90, bottom: 45 })),
  xAxis: metrics.map((_, i) => ({ type: 'category', gridIndex: i, axisTick: { show: false }, axisLabel: { fontSize: 9, color: faint, hideOverlap: true } })),
  yAxis: metrics.map((_, i) => ({ type: 'value', gridIndex: i, min: 0, axisLabel: { show: false }, splitLine: { lineStyle: { color: '#e5e7eb' } } })),
  series: metrics.map(([title, type], i) => /** @type {any} */ ({
    type, xAxisIndex: i, yAxisIndex: i, itemStyle: { color: colours[i] }, symbolSize: 7,
    data: panel('dora', `${title} by $bucket`, all).map(row => [row.time.slice(5, 10), row.value]),
  })),
});

const shown = services.slice(0, 4);
const environments = ['dev', 'staging', 'production'];
const spans = panel('running', 'Versions over time', {
  environment: environments.map(name => `'${name}'`).join(', '), service: shown.map(name => `'${name}'`).join(', '),
});
const lanes = shown.flatMap(service => environments.map(environment => `${environment} / ${service}`)).filter(lane => spans.some(span => span.lane === lane)).reverse();
const versions = [...new Set(spans.map(span => span.version))];
draw('versions', 1000, 60 + lanes.length * 26, {
  title: { text: 'Versions over time', left: 10, top: 8, textStyle: { fontSize: 13, fontWeight: 'normal', color: faint } },
  grid: { left: 170, right: 20, top: 36, bottom: 28 },
  xAxis: { type: 'time', min: begin, max: end, axisLabel: { fontSize: 10, color: faint }, splitLine: { show: false } },
  yAxis: { type: 'category', data: lanes, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { fontSize: 11, color: ink } },
  series: [{
    type: 'custom',
    renderItem: (/** @type {unknown} */ _, /** @type {any} */ api) => {
      const lane = Number(api.value(0));
      const [from, y] = api.coord([api.value(1), lane]);
      const [to] = api.coord([api.value(2), lane]);
      const version = versions[Number(api.value(3))];
      return {
        type: 'rect',
        shape: { x: from, y: y - 9, width: Math.max(to - from - 1, 1), height: 18 },
        style: { fill: colours[Number(api.value(3)) % colours.length], opacity: 0.75 },
        textContent: { style: { text: to - from > 44 ? String(version) : '', fill: '#ffffff', fontSize: 10 } },
        textConfig: { position: 'inside' },
      };
    },
    data: lanes.flatMap((lane, y) => {
      const own = spans.filter(span => span.lane === lane);
      return own.flatMap((span, i) => span.version === null ? [] : [[
        y, Math.max(Date.parse(span.time), Date.parse(begin)), Date.parse(own[i + 1]?.time ?? end), versions.indexOf(span.version),
      ]]);
    }),
  }],
});
