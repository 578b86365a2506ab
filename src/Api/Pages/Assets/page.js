// The page works without this. With it, filters apply as they are set, what is shown follows the log, and tables can be taken away.

const main = () => document.getElementById('main');

// ---- theme: as the system has it, unless somebody chose
const themeSwitch = document.querySelector('[data-theme-switch]');
if (themeSwitch) {
    const dark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    const name = () => { themeSwitch.textContent = dark() ? 'Light' : 'Dark'; themeSwitch.setAttribute('aria-label', dark() ? 'Light theme' : 'Dark theme'); };
    themeSwitch.hidden = false;
    name();
    themeSwitch.addEventListener('click', () => {
        const next = dark() ? 'light' : 'dark';
        document.documentElement.dataset.theme = next;
        document.cookie = `cdviz-theme=${next}; path=/; max-age=31536000; samesite=lax`;
        name();
    });
}

// ---- asking again without leaving the page
let asking, here = location.pathname + location.search;
// The form that somebody has changed since it was last asked for.
let edited = null;

async function ask(url) {
    asking?.abort();
    const mine = asking = new AbortController();
    const answer = await fetch(url, { signal: mine.signal, headers: { accept: 'text/html' }, redirect: 'follow' });
    const text = await answer.text();
    if (!answer.headers.get('content-type')?.startsWith('text/html') || new URL(answer.url).pathname !== new URL(url, location.href).pathname) {
        location.assign(url);
        return null;
    }
    return new DOMParser().parseFromString(text, 'text/html');
}

function show(page) {
    const focus = document.activeElement;
    const where = focus?.name && main().contains(focus)
        ? { name: focus.name, value: focus.type === 'checkbox' ? focus.value : null, at: focus.type === 'text' ? focus.selectionStart : null } : null;
    document.title = page.title;
    // An answer knows nothing of what was typed after its question: the form stays as it is, and asks on.
    const at = [...main().querySelectorAll('form[data-auto]')].indexOf(edited);
    if (at >= 0) [...page.querySelectorAll('#main form[data-auto]')][at]?.replaceWith(edited);
    main().replaceChildren(...page.getElementById('main').childNodes);
    prepare();
    if (where) {
        const again = main().querySelector(`[name="${CSS.escape(where.name)}"]${where.value === null ? '' : `[value="${CSS.escape(where.value)}"]`}`);
        again?.focus({ preventScroll: true });
        if (where.at !== null) again?.setSelectionRange?.(where.at, where.at);
    }
}

async function go(url) {
    edited = null;
    try {
        const page = await ask(url);
        if (page) {
            history.pushState(null, '', url);
            here = location.pathname + location.search;
            show(page);
        }
    } catch (fault) {
        if (fault.name !== 'AbortError') location.assign(url);
    }
}

addEventListener('popstate', () => { if (location.pathname + location.search !== here) location.reload(); });

function address(form) {
    const given = [...new FormData(form)].filter(([, value]) => typeof value === 'string' && value !== '');
    const query = new URLSearchParams(given).toString();
    return new URL(form.getAttribute('action') || location.pathname, location.href).pathname + (query ? `?${query}` : '');
}

document.addEventListener('submit', e => {
    const form = e.target;
    if (form.matches('form[data-auto]') && form.method === 'get') {
        e.preventDefault();
        go(address(form));
    }
});

let typing;
document.addEventListener('input', e => {
    const field = e.target, form = field.form;
    if (field.dataset.slider) {
        const other = form.elements[field.dataset.slider];
        const last = Number(field.value) >= Number(field.max) - Number(field.step);
        other.value = last ? '' : new Date(Number(field.value) * 1000).toISOString().slice(0, 16);
    }
    if (!form?.matches('form[data-auto]')) return;
    edited = form;
    clearTimeout(typing);
    if (!form.checkValidity()) return;
    typing = setTimeout(() => go(address(form)), field.matches('select') ? 0 : 350);
});

// ---- tables to take away
function csv(table) {
    const cell = text => /[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const text = td => td.dataset.value ?? ((td.children.length === 1 && td.firstElementChild.dateTime) || td.innerText).replace(/\s+/g, ' ').trim();
    // What a spreadsheet would take for a formula stays text.
    const safe = value => /^[=+\-@\t]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : value;
    return [...table.rows].filter(row => !row.classList.contains('group')).map(row => [...row.cells].map(td => cell(safe(text(td)))).join(',')).join('\r\n') + '\r\n';
}

document.addEventListener('click', e => {
    const take = e.target.closest('[data-csv]');
    if (take) {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob(['\ufeff', csv(document.getElementById(take.dataset.csv))], { type: 'text/csv' }));
        link.download = `${take.dataset.csv}.csv`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }
    const copy = e.target.closest('[data-copy]');
    if (copy) {
        navigator.clipboard?.writeText(document.getElementById(copy.dataset.copy).textContent);
        copy.textContent = 'Copied';
    }
});

// ---- what is live
const state = document.querySelector('[data-live-state]');
let news = false, fetching = false, pause = 100, source;

function follow() {
    if (!state || source) return;
    source = new EventSource('/ui/live');
    source.addEventListener('hello', () => { state.dataset.liveState = 'on'; });
    source.addEventListener('grown', () => { news = true; setTimeout(refresh, pause); });
    source.onerror = () => { state.dataset.liveState = 'off'; };
}

function leave() {
    source?.close();
    source = undefined;
}

function busy(part) {
    const focus = document.activeElement;
    return part.contains(focus) && focus.matches('input, select, textarea') || getSelection()?.toString() && part.contains(getSelection().anchorNode);
}

async function refresh(again) {
    const parts = [...main().querySelectorAll('[data-live]')];
    if (fetching || document.hidden || parts.length === 0 || !(news || again)) return;
    fetching = true;
    news = false;
    const began = performance.now();
    try {
        const answer = await fetch(location.href, { headers: { accept: 'text/html', 'cdviz-live': '1' } });
        const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
        if (page && parts.every(part => part.isConnected)) {
            if (parts.some(part => !page.getElementById(part.id))) show(page);
            for (const part of parts.filter(part => !busy(part))) {
                const next = page.getElementById(part.id);
                if (!next || !part.isConnected || next.innerHTML === part.innerHTML) continue;
                const open = [...part.querySelectorAll('details[open]')].map(details => [...part.querySelectorAll('details')].indexOf(details));
                part.replaceChildren(...next.childNodes);
                open.forEach(index => part.querySelectorAll('details')[index]?.setAttribute('open', ''));
                part.dispatchEvent(new CustomEvent('told', { bubbles: true }));
            }
            prepare();
        }
    } catch {
        // The next news tries again.
    } finally {
        fetching = false;
        // Who is slow to answer is asked less often.
        pause = Math.max(100, 4 * (performance.now() - began));
        if (news) setTimeout(refresh, pause);
        else if (!again) setTimeout(() => refresh(true), Math.max(1200, pause)); // tables that follow the log come a little later
    }
}

document.addEventListener('visibilitychange', () => { if (document.hidden) leave(); else { follow(); news = true; refresh(); } });

// A page may say how often it wants to be asked again while something goes on.
let ticking;
function prepare() {
    for (const element of document.querySelectorAll('[data-csv], [data-slider], [data-copy], [data-scripted]')) element.hidden = false;
    for (const graph of document.querySelectorAll('.graph:not([data-seen])')) {
        graph.dataset.seen = '';
        const first = graph.querySelector('.node.in')?.getBBox();
        if (first) graph.scrollTo(Math.max(0, first.x - 60), Math.max(0, first.y - 120));
    }
    clearInterval(ticking);
    const every = main()?.querySelector('[data-every]')?.dataset.every;
    if (every) ticking = setInterval(() => { news = true; refresh(); }, Number(every));
    document.dispatchEvent(new Event('prepared'));
}

prepare();
if (!document.hidden) follow();
